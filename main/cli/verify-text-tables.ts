/** Sentences of `jinka verify`: what, where, and the likely cause. Both tables have the same keys; a test keeps them equal. */
export const VERIFY_EN = {
  pagesDamaged:
    "The database file is damaged: {detail}. Most likely a disk or a copy went wrong: take a backup's copy.",
  schemaDiffers:
    "{name} of the database is not as the migrations make it: somebody changed it with another program.",
  rowMissing: "Row {seq} of the journal is missing: it was deleted.",
  rowReplaced: "Row {seq} of the journal does not follow the row before it: one of them was replaced.",
  rowChanged: "Row {seq} of the journal was changed after it was written.",
  rowUnreadable: "Row {seq} of the journal cannot be read: {detail}.",
  rowContradicts:
    "Row {seq} of the journal contradicts the rows before it: {detail}. It was not written by a till.",
  knownHeadMissing:
    "The journal no longer holds row {seq} as it was noted: rows were taken from its end, or an older copy was put in its place.",
  stateMissing: "{table} has no row {key}, but the journal tells of it: it was deleted.",
  stateUnfounded:
    "{table} has a row {key} of which the journal knows nothing: it was added, or rows were taken from the journal's end.",
  stateDiffers:
    "{table} {key} differs from the journal in {member}: it was changed, or rows were taken from the journal's end.",
  sealedRecordMissing: "The sealed record of {owner} {key} is missing: it was deleted too early.",
  sealedRecordChanged: "The sealed record of {owner} {key} was changed.",
  "booksContradict.saleNotPaid":
    "Row {seq} ({reference}): the sale was completed with {amount} yuan more paid than it costs. A tender or the total was changed.",
  "booksContradict.changeWrong":
    "Row {seq} ({reference}): cash given less change is {amount} yuan more than the tender counts. One of the sums was changed.",
  "booksContradict.vatWrong":
    "Row {seq} ({reference}): the total is {amount} yuan more than the rows of VAT add up to. One of them was changed.",
  "booksContradict.voidNotPaidBack":
    "Row {seq} ({reference}): {amount} yuan of a sale that was taken back were not paid back. The cash or the total was changed.",
  "booksContradict.saleUnknown":
    "Row {seq} ({reference}) is about a sale that is not open. Rows before it were changed.",
  "booksContradict.paymentUnknown":
    "Row {seq} is about a card payment that was never started or was over. Rows before it were changed.",
  saleTotalWrong:
    "Row {seq}: the lines of receipt {receiptNumber} cost another sum than its total. A price, a discount or the total was changed.",
  drawerDiffers:
    "Row {seq}: the cash in the books is {amount} yuan more than Z {zNumber} expects in the drawer. A cash row was changed.",
  batchDiffers:
    "Row {seq}: batch {batchNumber} of {tid} has other totals than its payments ({member}). An amount or the totals were changed.",
  numberGap:
    "Row {seq}: {series} number {found} comes where {expected} is due. Rows were left out or numbers changed.",
  documentMissing:
    "Row {seq}: {document} {number} was never issued, though what it is about happened. Its row was left out.",
  documentUnfounded:
    "Row {seq}: {document} {number} was issued though nothing that it is about happened. The row was added.",
  headOnZWrong:
    "Row {seq}: Z {zNumber} notes another journal than stands before it. Rows before it were written anew after the Z was printed.",
  "log.damaged":
    "Line {line} of {file} cannot be read, and no later line says that it was cut. It was changed or put in by hand.",
  "log.changed":
    "Line {line} of {file} does not fit the lines before it: it, or the one before it, was changed, added or deleted.",
  "log.numberGap":
    "Line {line} of {file} has number {found} where {expected} is due: lines between them were deleted.",
  "log.endMissing":
    "The technical log ends at line {last}, but Z {zNumber} notes line {noted}: lines were taken from its end, or files of it.",
  "log.headDiffers":
    "Line {noted} of the technical log has another hash than Z {zNumber} notes: lines before it were written anew.",
  "log.unreadable": "{file} of the technical log cannot be read ({code}).",
  "series.shift": "shift",
  "series.z": "Z",
  "series.x": "X",
  "series.sale": "sale",
  "series.receipt": "receipt",
  "series.writeOff": "write-off",
  "owner.payment": "payment",
  "owner.operator": "operator",
  progress: "{count} of {all} rows",
  logVerified: "The technical log agrees: lines {first} to {last}.",
  logAbsent: "There is no technical log to check.",
  logBegins: "Its lines before {first} were moved away; what they said cannot be checked here.",
  logOpenEnd:
    "Lines after {noted} are not noted on any Z: nobody could tell whether some were taken from the end.",
} as const satisfies Record<string, string>;

export type VerifyKey = keyof typeof VERIFY_EN;

export const VERIFY_ZH: Readonly<Record<VerifyKey, string>> = {
  pagesDamaged: "数据库文件已损坏：{detail}。多半是磁盘或复制出错：请使用备份。",
  schemaDiffers: "数据库的 {name} 与程序建立的不符：有人用其他程序改过。",
  rowMissing: "流水第 {seq} 行缺失：已被删除。",
  rowReplaced: "流水第 {seq} 行与前一行不相接：其中一行被替换。",
  rowChanged: "流水第 {seq} 行写入后被改动。",
  rowUnreadable: "流水第 {seq} 行无法读取：{detail}。",
  rowContradicts: "流水第 {seq} 行与之前各行矛盾：{detail}。此行不是收银机写入的。",
  knownHeadMissing: "流水中已没有记下的第 {seq} 行：末尾的行被取走，或被换成旧副本。",
  stateMissing: "{table} 缺少 {key}，而流水中有：已被删除。",
  stateUnfounded: "{table} 中的 {key} 在流水中没有：被人加入，或流水末尾的行被取走。",
  stateDiffers: "{table} 的 {key} 在 {member} 与流水不符：被改动，或流水末尾的行被取走。",
  sealedRecordMissing: "{owner} {key} 的密封记录缺失：过早被删除。",
  sealedRecordChanged: "{owner} {key} 的密封记录被改动。",
  "booksContradict.saleNotPaid":
    "第 {seq} 行（{reference}）：交易完成时实收比应收多 {amount} 元。某笔付款或总额被改动。",
  "booksContradict.changeWrong":
    "第 {seq} 行（{reference}）：收款减找零比入账金额多 {amount} 元。其中一个金额被改动。",
  "booksContradict.vatWrong":
    "第 {seq} 行（{reference}）：总额比各税率行之和多 {amount} 元。其中一项被改动。",
  "booksContradict.voidNotPaidBack":
    "第 {seq} 行（{reference}）：已撤销的交易有 {amount} 元未退还。现金或总额被改动。",
  "booksContradict.saleUnknown": "第 {seq} 行（{reference}）所指的交易并未打开。之前的行被改动。",
  "booksContradict.paymentUnknown": "第 {seq} 行所指的银行卡付款从未开始或早已结束。之前的行被改动。",
  saleTotalWrong: "第 {seq} 行：小票 {receiptNumber} 的商品合计与总额不符。单价、折扣或总额被改动。",
  drawerDiffers: "第 {seq} 行：账上现金比 Z 报表 {zNumber} 的应有现金多 {amount} 元。某个现金行被改动。",
  batchDiffers:
    "第 {seq} 行：终端 {tid} 批次 {batchNumber} 的合计与其付款不符（{member}）。金额或合计被改动。",
  numberGap: "第 {seq} 行：{series}编号应为 {expected}，实为 {found}。有行被略去或编号被改动。",
  documentMissing: "第 {seq} 行：{document} {number} 从未开出，而所记之事已发生。其行被略去。",
  documentUnfounded: "第 {seq} 行：{document} {number} 已开出，而所记之事并未发生。此行是加入的。",
  headOnZWrong: "第 {seq} 行：Z 报表 {zNumber} 记下的流水与此前的流水不符。Z 打印之后，之前的行被重写。",
  "log.damaged": "{file} 第 {line} 行无法读取，后面也没有说明它被截断。此行被改动或人为加入。",
  "log.changed": "{file} 第 {line} 行与之前各行不相接：此行或前一行被改动、加入或删除。",
  "log.numberGap": "{file} 第 {line} 行的编号应为 {expected}，实为 {found}：中间的行被删除。",
  "log.endMissing": "技术日志止于第 {last} 行，而 Z 报表 {zNumber} 记到第 {noted} 行：末尾的行或文件被取走。",
  "log.headDiffers": "技术日志第 {noted} 行的校验值与 Z 报表 {zNumber} 所记不符：之前的行被重写。",
  "log.unreadable": "技术日志 {file} 无法读取（{code}）。",
  "series.shift": "班次",
  "series.z": "Z 报表",
  "series.x": "X 报表",
  "series.sale": "交易",
  "series.receipt": "小票",
  "series.writeOff": "核销单",
  "owner.payment": "付款",
  "owner.operator": "员工",
  progress: "已核对 {count} 行，共 {all} 行",
  logVerified: "技术日志一致：第 {first} 至 {last} 行。",
  logAbsent: "没有可核对的技术日志。",
  logBegins: "第 {first} 行之前的日志已移走，此处无法核对。",
  logOpenEnd: "第 {noted} 行之后的日志没有记在任何 Z 报表上：末尾若被取走，无从得知。",
};
