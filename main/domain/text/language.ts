/** The languages that screens, sentences and receipts speak. Chinese comes first in a Chinese shop. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
