/** The part of the npm package iso_8583 that the bench measures itself against; it comes without types. */
declare module "iso_8583" {
  type Fields = Readonly<Record<string, string>>;
  type Failed = { readonly error: string };

  class Message {
    constructor(fields?: Fields);
    /** Without a length in front. */
    getRawMessage(): Buffer | Failed;
    getIsoJSON(message: Buffer, options: { readonly lenHeader: false }): Fields | Failed;
  }
  export = Message;
}
