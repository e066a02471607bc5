/**
 * Why a command is not carried out although everything works. Nothing has happened: no event, no byte, no
 * money. Each kind has its sentence in `domain/text` under `refusal.<kind>`; the members fill its gaps.
 */
export type Refusal =
  | { readonly kind: "notSetUp" }
  | { readonly kind: "noOwnerYet" }
  | { readonly kind: "operatorExists"; readonly name: string }
  | { readonly kind: "firstOperatorIsOwner" }
  | { readonly kind: "unknownOperator"; readonly name: string }
  | { readonly kind: "wrongPin"; readonly name: string }
  | { readonly kind: "weakPin" }
  | { readonly kind: "notAllowed"; readonly name: string; readonly role: string }
  | { readonly kind: "noShiftOpen" }
  | { readonly kind: "shiftAlreadyOpen"; readonly shiftNumber: number }
  | { readonly kind: "paymentUnderWay" }
  | { readonly kind: "unknownItem"; readonly code: string }
  | { readonly kind: "quantityNotWhole"; readonly code: string }
  | { readonly kind: "quantityOutOfRange"; readonly code: string }
  /** A scale has printed the sum of it: it is weighed again, or taken out of the basket. */
  | { readonly kind: "quantityOnLabel"; readonly code: string }
  | { readonly kind: "discountAboveSum"; readonly sumFen: bigint }
  | { readonly kind: "discountTooHigh"; readonly name: string; readonly role: string; readonly limit: number }
  | { readonly kind: "notAnAmount"; readonly text: string }
  | { readonly kind: "amountZero" }
  | { readonly kind: "amountNegative" }
  | { readonly kind: "amountTooLarge"; readonly limitFen: bigint }
  | { readonly kind: "unknownSale"; readonly saleNumber: number }
  | { readonly kind: "saleEmpty" }
  | { readonly kind: "saleNotOpen"; readonly saleNumber: number }
  | { readonly kind: "unknownLine"; readonly lineNumber: number }
  | { readonly kind: "tenderTooLarge"; readonly dueFen: bigint }
  | { readonly kind: "nothingDue" }
  | { readonly kind: "salePartlyPaid"; readonly saleNumber: number; readonly paidFen: bigint }
  | { readonly kind: "saleStarted"; readonly saleNumber: number }
  | { readonly kind: "unknownReceipt"; readonly receiptNumber: number }
  | { readonly kind: "unknownPayment"; readonly stan: number; readonly batchNumber: number }
  | { readonly kind: "alreadyVoided"; readonly receiptNumber: number }
  | { readonly kind: "notVoidable"; readonly saleNumber: number }
  | { readonly kind: "batchClosed"; readonly batchNumber: number }
  | { readonly kind: "notUploadedYet" }
  | { readonly kind: "uploadRefused" }
  | { readonly kind: "voidOfVoid" }
  | { readonly kind: "unknownDocument"; readonly number: number }
  | { readonly kind: "noSignatureDue"; readonly receiptNumber: number }
  | { readonly kind: "batchHasRecords"; readonly batchNumber: number }
  /** Practice and business never share a data directory. */
  | { readonly kind: "trainingFixed" }
  /** A working key is at the end of its age or its uses, and no sign-in has brought a new one. */
  | { readonly kind: "keysWornOut" }
  | { readonly kind: "gateClosed"; readonly stan: number }
  | { readonly kind: "reversalsWaiting"; readonly count: number }
  | { readonly kind: "uploadsWaiting"; readonly count: number }
  | { readonly kind: "noticesWaiting"; readonly count: number }
  | { readonly kind: "batchEmpty" }
  | { readonly kind: "nothingToWriteOff"; readonly stan: number }
  | { readonly kind: "nothingToFile"; readonly stan: number }
  | { readonly kind: "stillTried"; readonly stan: number }
  | { readonly kind: "reasonNeeded"; readonly limit: number }
  | { readonly kind: "cardNumberInText" }
  | { readonly kind: "secondPersonNeeded" }
  | { readonly kind: "acquirerReferenceNeeded" }
  /** The batch is being settled: no card transaction begins until it has ended. */
  | { readonly kind: "settling"; readonly batchNumber: number }
  | { readonly kind: "sameCardRecently"; readonly amountFen: bigint; readonly minutes: number };
