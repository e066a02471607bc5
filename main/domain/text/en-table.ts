/** English texts. Same keys and gaps as `zh-cn-table.ts`; a test keeps them equal. */
export const EN = {
  // --- paper -------------------------------------------------------------------------------------
  "paper.receiptNumber": "Receipt {number}",
  "paper.cashier": "Cashier {name}",
  "paper.shift": "Shift {number}",
  "paper.terminal": "Terminal",
  "paper.merchant": "Merchant no.",
  "paper.merchantName": "Merchant",
  "paper.operator": "Operator",
  "paper.phone": "Tel. {phone}",
  "paper.items": "Items {count}",
  "paper.total": "TOTAL",
  "paper.rounding": "Cash rounding",
  "paper.toPay": "To pay",
  "paper.vatLine": "VAT {rate}% in {gross}",
  "paper.cash": "Cash",
  "paper.cashGiven": "Cash received",
  "paper.change": "Change",
  "paper.card": "Card {pan}",
  "paper.cardVoucher": "  Voucher {stan}  Approval {approval}",
  "paper.offlineMark": "Approved offline, not uploaded yet",
  "paper.thanks": "Thank you",
  "paper.keep": "Goods can be returned with this receipt",
  "paper.voidReceipt": "VOID",
  "paper.voidsReceipt": "Takes back receipt {number}",
  "paper.voidsSale": "Takes back what was paid of sale {number}",
  "paper.cashReturned": "Cash handed back",
  "paper.cardReturned": "Back to card {pan}",
  "paper.cardSlip": "CARD PAYMENT",
  "paper.merchantCopy": "MERCHANT COPY",
  "paper.customerCopy": "CUSTOMER COPY",
  "paper.transactionType": "Type",
  "paper.typeSale": "SALE",
  "paper.typeVoid": "SALE VOID",
  "paper.cardNumber": "Card no.",
  "paper.entryMode": "Read by",
  "paper.entryContactChip": "Chip",
  "paper.entryContactlessChip": "Contactless",
  "paper.entryMagneticStripe": "Stripe",
  "paper.entryManual": "Keyed",
  "paper.issuer": "Issuer/acquirer",
  "paper.stan": "Voucher no. (STAN)",
  "paper.batch": "Batch no.",
  "paper.approvalCode": "Approval code",
  "paper.rrn": "Reference (RRN)",
  "paper.originalStan": "Original voucher",
  "paper.dateTime": "Date and time",
  "paper.amount": "AMOUNT",
  "paper.aid": "AID",
  "paper.application": "Application",
  "paper.tvr": "TVR",
  "paper.tsi": "TSI",
  "paper.atc": "ATC",
  "paper.cvm": "CVM results",
  "paper.arc": "ARC",
  "paper.pinVerified": "PIN entered, no signature needed",
  "paper.noSignature": "No signature needed",
  "paper.signature": "Signature:",
  "paper.customerSignature": "Customer's signature:",
  "paper.money": "CNY {amount}",
  "paper.agreement": "I agree to the charge above",
  "paper.xReport": "X REPORT {number}",
  "paper.zReport": "Z REPORT {number}",
  "paper.opened": "Opened {time} by {name}",
  "paper.closed": "Closed {time} by {name}",
  "paper.printed": "Printed {time}",
  "paper.sales": "Sales",
  "paper.voids": "Voids",
  "paper.cancelled": "Cancelled baskets",
  "paper.net": "NET SALES",
  "paper.tenders": "Paid by",
  "paper.cashSales": "Cash",
  "paper.cashVoids": "Cash handed back",
  "paper.cardSales": "Cards ({count})",
  "paper.cardVoids": "Cards taken back ({count})",
  "paper.vat": "VAT in net sales",
  "paper.vatRow": "{rate}% of {gross}",
  "paper.drawer": "Drawer",
  "paper.float": "Float",
  "paper.expected": "Expected",
  "paper.counted": "Counted",
  "paper.difference": "Difference",
  "paper.hosts": "Card batches",
  "paper.batchTitle": "Terminal {tid}, batch {batch}",
  "paper.batchSales": "  Sales ({count})",
  "paper.batchVoids": "  Voids ({count})",
  "paper.batchNet": "  Net",
  "paper.batchUnsent": "  Not uploaded ({count})",
  "paper.open": "Still open, carried over",
  "paper.openNone": "Nothing is open",
  "paper.openReversalDue": "Sale {sale}: outcome unknown, reversal going on (voucher {stan})",
  "paper.openReversalParked": "Sale {sale}: reversal refused, needs a person (voucher {stan})",
  "paper.openUnsentOffline": "Sale {sale}: approved offline, not uploaded (voucher {stan})",
  "paper.openSignaturePending": "Sale {sale}: signature not confirmed (voucher {stan})",
  "paper.openPartlyPaidSale": "Sale {sale}: paid in part",
  "paper.openHalfVoidedSale": "Sale {sale}: void not finished",
  "paper.openCard": "  Card {pan}",
  "paper.pieces": "{quantity} x {price}",
  "paper.kilograms": "{quantity} kg x {price}",
  "paper.openItem": "Goods",

  // --- refusals ----------------------------------------------------------------------------------
  "refusal.notSetUp":
    "This terminal is not set up yet. Nothing was done. Run `jinka setup --file terminal.json` first.",
  "refusal.noOwnerYet":
    "There is no operator yet. Nothing was done. Add the owner with `jinka operator add`.",
  "refusal.operatorExists": "{name} is already an operator. Nothing was changed. Choose another name.",
  "refusal.firstOperatorIsOwner": "The first operator is the owner. Nothing was changed. Add an owner first.",
  "refusal.unknownOperator": "There is no operator {name}. Nothing was done. Check the name.",
  "refusal.wrongPin": "The PIN of {name} is wrong. Nothing was done. Enter it again.",
  "refusal.weakPin":
    "A PIN has 4 to 12 digits and is not all one digit. Nothing was changed. Choose another PIN.",
  "refusal.notAllowed": "{name} ({role}) may not do this. Nothing was done. Ask the owner.",
  "refusal.noShiftOpen": "No shift is open. Nothing was sold. Open a shift first.",
  "refusal.shiftAlreadyOpen": "Shift {shiftNumber} is open already. Nothing was changed. Close it first.",
  "refusal.paymentUnderWay": "A card is being read or charged. Nothing was done. Wait until it is finished.",
  "refusal.unknownItem": "There is no item {code}. Nothing was added. Scan again, or search by name.",
  "refusal.quantityNotWhole": "Item {code} is sold by the piece. Nothing was added. Enter a whole number.",
  "refusal.quantityOutOfRange":
    "This quantity of {code} cannot be right. Nothing was added. Enter 1 to 9999.",
  "refusal.notAnAmount":
    "{text} is not an amount. Nothing was done. Enter yuan with at most two decimals, like 12.34.",
  "refusal.amountZero": "The amount is zero. Nothing was done. Enter an amount above zero.",
  "refusal.amountNegative": "The amount is negative. Nothing was done. To give money back, void the sale.",
  "refusal.amountTooLarge": "The amount is above CNY {limit}. Nothing was done. Check it, or split the sale.",
  "refusal.unknownSale":
    "There is no open sale {saleNumber}. Nothing was done. Look at the list of open sales.",
  "refusal.saleEmpty": "The basket is empty. Nothing was charged. Scan goods first.",
  "refusal.saleNotOpen": "Sale {saleNumber} is closed. Nothing was changed. Start a new sale.",
  "refusal.unknownLine": "The basket has no line {lineNumber}. Nothing was changed.",
  "refusal.tenderTooLarge": "Only CNY {due} is still due. Nothing was charged. Enter that or less.",
  "refusal.nothingDue": "Nothing is due any more. Nothing was charged.",
  "refusal.salePartlyPaid":
    "CNY {paid} of sale {saleNumber} is already paid. Nothing was changed. Pay the rest, or void the sale to give it back.",
  "refusal.saleStarted": "Sale {saleNumber} is not finished. Nothing was done. Finish or void it first.",
  "refusal.unknownReceipt":
    "There is no receipt {receiptNumber}. Nothing was done. Check the number on the paper.",
  "refusal.unknownPayment":
    "There is no card payment with voucher {stan} in batch {batchNumber}. Nothing was done. Check the slip.",
  "refusal.alreadyVoided":
    "Receipt {receiptNumber} was voided before. No money moved. It cannot be voided twice.",
  "refusal.notVoidable": "Sale {saleNumber} has nothing that can be voided. No money moved.",
  "refusal.batchClosed":
    "This payment is in batch {batchNumber}, which is closed. No money moved. Give the money back with a refund.",
  "refusal.notUploadedYet":
    "The bank does not know this offline payment yet. No money moved. Void it when the line is back and it has been uploaded.",
  "refusal.voidOfVoid": "This is a void. No money moved. A void cannot be voided: sell again instead.",
  "refusal.unknownDocument": "There is no paper with number {number}. Nothing was printed. Check the number.",
  "refusal.noSignatureDue": "No signature is waiting for receipt {receiptNumber}. Nothing was changed.",
  "refusal.batchHasRecords":
    "Batch {batchNumber} of the old terminal number still has records. Nothing was changed. Settle it first.",
  "refusal.gateClosed":
    "The payment with voucher {stan} is still being reversed. Nothing new goes to the bank. Take cash, or try again later.",
  "refusal.sameCardRecently":
    "This card paid CNY {amount} less than {minutes} minutes ago. Nothing was charged now. Ask the customer, then confirm.",

  // --- how a card payment ended ------------------------------------------------------------------
  "payment.approved": "Paid CNY {amount}. Take the card.",
  "payment.approvedOffline":
    "Paid CNY {amount} offline. It will be uploaded when the line is back. Take the card.",
  "payment.approvedSign": "Paid CNY {amount}. Take the card and let the customer sign the merchant copy.",
  "payment.declinedByHost": "{happened}. {money}. {next}.",
  "payment.declinedOffline":
    "The bank could not be asked and this card cannot be taken offline. Nothing was charged. Use another card or cash.",
  "payment.declinedByCard":
    "The rules of the card refused this payment. Nothing was charged. Use another card or cash.",
  "payment.reversing":
    "Sent, and the bank did not answer clearly. It is not known whether money moved; it will be reversed automatically. Take another way of paying, not this card again for this sale.",
  "payment.cardRefusedAfterApproval":
    "The bank approved but the card did not finish. The charge is being reversed automatically. Take another way of paying.",
  "payment.reversed": "The bank has confirmed the reversal. No money moved. Take another way of paying.",
  "payment.parked":
    "The bank refuses the reversal ({code}). It is not known whether money moved. Call the bank with voucher {stan}.",
  "payment.voided": "CNY {amount} goes back to the card. Take the card.",
  "payment.voidUnknown":
    "Sent, and the bank did not answer clearly. The sale stands; the void is being reversed automatically. Try again when that is confirmed.",
  "payment.ended.cancelled": "Cancelled. Nothing was charged.",
  "payment.ended.cardRemoved": "The card was removed too early. Nothing was charged. Insert it again.",
  "payment.ended.cardBlocked":
    "This card is blocked, or it is no payment card. Nothing was charged. Use another card or cash.",
  "payment.ended.noCommonApplication":
    "This card has no application that is taken here. Nothing was charged. Use another card or cash.",
  "payment.ended.applicationBlocked":
    "The issuer has blocked this card. Nothing was charged. Use another card or cash.",
  "payment.ended.cardNotUsable":
    "This card cannot be read properly. Nothing was charged. Use another card or cash.",
  "payment.ended.muteCard":
    "The card does not answer. Nothing was charged. Insert it again with the chip first, or use another card.",
  "payment.ended.cardBusy": "Another program is using the card. Nothing was charged. Close it and try again.",
  "payment.ended.noCard": "No card was inserted in time. Nothing was charged. Try again.",
  "payment.ended.noReader":
    "There is no card reader. Nothing was charged. Cash works; the reader comes back by itself when it is plugged in.",
  "payment.ended.noCardService":
    "The smart-card service of this computer is not running. Nothing was charged. Cash works; start the service (pcscd).",
  "payment.ended.readerUnplugged":
    "The card reader was unplugged. Nothing was charged. Cash works; the reader comes back by itself when it is plugged in.",
  "payment.ended.otherCard": "This is not the card that paid. Nothing was charged. Present the card {pan}.",
  "payment.ended.sameCardNotConfirmed":
    "This card paid the same amount a few minutes ago. Nothing was charged now. Ask the customer; confirm to charge it again.",
  "payment.ended.terminalStopped":
    "The till stopped before anything was sent. Nothing was charged. Start the payment again.",
  "payment.ended.journalFault":
    "The till cannot write its journal, so nothing was sent. Nothing was charged. Free disk space and restart the till.",
  "payment.ended.notSent":
    "The bank could not be reached, so nothing was sent. No money moved. Try again when the line is back.",

  // --- rows of the journal, one sentence each ------------------------------------------------------
  "event.terminalConfigured": "Terminal set up",
  "event.operatorAdded": "Operator {name} added ({role})",
  "event.shiftOpened": "Shift {shiftNumber} opened by {operator}, float {float}",
  "event.shiftClosed": "Shift closed by {operator}, counted {counted}, Z {zNumber}",
  "event.xReported": "X {xNumber} by {operator}",
  "event.saleOpened": "Sale {saleNumber} opened by {operator}",
  "event.lineAdded": "Line {lineNumber}: {item}, quantity {quantityMilli}/1000",
  "event.lineQuantityChanged": "Line {lineNumber}: quantity {quantityMilli}/1000",
  "event.lineRemoved": "Line {lineNumber} removed",
  "event.cashTendered": "Cash {amount} (given {given}, change {change})",
  "event.saleCompleted": "Sale complete, receipt {receiptNumber}, total {total}",
  "event.saleCancelled": "Sale cancelled by {operator}, nothing was paid",
  "event.saleVoidStarted": "Void begun by {operator}",
  "event.saleVoidStopped": "Void given up, the sale stands",
  "event.saleVoided": "Sale voided by {operator}, number {voidNumber}, cash handed back {cashReturned}",
  "event.paymentStarted": "Card {kind} of {amount} begun, voucher {stan}, batch {batchNumber}",
  "event.authorisationArmed": "Reversal armed, message goes out",
  "event.hostApproved": "The bank approved",
  "event.hostDeclined": "The bank declined",
  "event.exchangeNotSent": "Nothing was sent ({reason})",
  "event.outcomeUnknown": "Outcome unknown, reversal due (reason {reason})",
  "event.paymentApproved": "Card payment counted",
  "event.paymentDeclined": "Card payment declined",
  "event.paymentEnded": "Card payment ended ({reason}), nothing was sent",
  "event.cardRefusedAfterApproval": "The card did not finish after the bank's approval, reversal due",
  "event.unknownClosed": "Card told, the reversal goes on",
  "event.signatureConfirmed": "Signature judged by {operator}: accepted {accepted}",
  "event.reversalTried": "Reversal sent, not acknowledged",
  "event.reversalAcknowledged": "Reversal acknowledged ({responseCode})",
  "event.reversalParked": "Reversal refused too often: needs a person",
  "event.stanTaken": "Voucher number {stan} used for {purpose}",
  "event.signedIn": "Signed in, batch {batchNumber}, key check value {macKeyKcv}",
  "event.signInFailed": "Sign-in failed ({reason})",
  "event.signInRequired": "A new sign-in is needed ({reason})",
  "event.strayAnswer": "An answer that belongs to nothing was ignored ({why})",
  "event.documentIssued": "Paper issued: {document}",
  "event.documentPrinted": "Paper printed: {documentId}",
  "event.documentNotPrinted": "Paper not printed: {documentId} ({reason})",
  "event.documentPrintRepeated": "Paper printed again: {documentId}",

  // --- what keeps the terminal from working --------------------------------------------------------
  "fault.anotherInstance":
    "Jinka is already running on this data directory. Nothing was done. Use that window, or close it first.",
  "fault.wrongKey":
    "The database cannot be read with this machine's key: it comes from another machine or is damaged. Nothing was changed. Restore its key file.",
  "fault.newerSchema": "A newer Jinka has written this database. Nothing was changed. Update this program.",
  "fault.locked":
    "Another program holds the database. Nothing was stored. Close it (for example a backup) and try again.",
  "fault.diskFull":
    "The disk is full. Nothing was stored and nothing was sent. Free some space and try again.",
  "fault.readOnly":
    "The database cannot be written. Nothing was stored. Check the rights of the data directory.",
  "fault.damaged": "The database is damaged. Nothing was stored. Stop selling here and restore a backup.",
  "fault.ioFailed": "The disk does not work properly. Nothing was stored. Check the disk before you go on.",
  "fault.keyMissing":
    "This data directory comes from another machine: its key file {file} is not here. Nothing was changed. Bring the key file, or use another directory.",
  "fault.keyDamaged": "The key file {file} is damaged. Nothing was changed. Restore it from its backup.",
  "fault.idMissing":
    "The data directory holds books but no terminal-id. Nothing was changed. Restore the file {file}.",
  "fault.idDamaged": "The file {file} is damaged. Nothing was changed. Restore it from a backup.",
  "fault.keysInsideData":
    "Keys and data must not lie in the same directory. Nothing was changed. Choose another --key-dir.",
  "fault.storageFailed":
    "The directory cannot be used ({code}). Nothing was changed. Check that it exists and may be written.",
  "fault.bug":
    "Jinka had to stop because of a mistake of its own. What was paid is kept; start again, and it is put in order. Details: {detail}",

  // --- command line --------------------------------------------------------------------------------
  "cli.progress.waitingForCard": "Insert the card",
  "cli.progress.reading": "Reading the card. Leave it in",
  "cli.progress.enteringPin": "Ask the customer to enter the PIN on the pad",
  "cli.progress.goingOnline": "Asking the bank",
  "cli.progress.completing": "Finishing with the card",
  "cli.askPin": "PIN of {name}: ",
  "cli.askNewPin": "New PIN for {name} (4 to 12 digits): ",
  "cli.askComponent": "Key component {number} (32 hexadecimal digits): ",
  "cli.askSameCard": "This card paid the same amount a few minutes ago. Charge it again? (y/n) ",
  "cli.askSignature": "Does the signature agree with the card? (y/n) ",
  "cli.askApplication": "Which application of the card? {list}: ",
  "cli.noPin": "No PIN was given. Nothing was done. Give it on standard input.",
  "cli.operatorNeeded": "Say who asks with --operator. Nothing was done.",
  "cli.ownerNeeded": "Only the owner adds operators. Nothing was changed. Name the owner with --operator.",
  "cli.operatorAdded": "{name} can work here now ({role}).",
  "cli.fileUnreadable": "The file {file} cannot be read ({code}). Nothing was changed. Check its name.",
  "cli.configMistakes": "The file {file} has mistakes. Nothing was changed. Mend these places:{list}",
  "cli.setUp": "This terminal is set up: terminal {tid}, merchant {mid}.",
  "cli.setUpNext": "Next: add the owner with `jinka operator add NAME`.",
  "cli.badComponent":
    "Component {number} does not have 32 hexadecimal digits. No key was changed. Enter it again.",
  "cli.componentLoaded": "Component {number} is loaded, check value {kcv}.",
  "cli.masterKeyLoaded": "The master key is complete, check value {kcv}.",
  "cli.moduleRefused": "The PIN pad refuses ({detail}). No key was changed. Check the components.",
  "cli.padMissing": "The PIN pad does not answer ({detail}). No key was changed. Check its cable.",
  "cli.noSecureModule":
    "There is no PIN pad and no secure module. Nothing was done. Check the configuration.",
  "cli.keyStatus": "Secure module {serial}: master key {master}, MAC key {mac}, PIN key {pin}",
  "cli.signedIn": "Signed in to the clearing host.",
  "cli.notSignedIn":
    "Not signed in to the clearing host. Cash works; cards wait. It is tried again with the next card.",
  "cli.shiftOpened": "Shift {number} is open.",
  "cli.saleUsage":
    "Name goods with --item or --amount (or an open sale with --resume), and how to pay with --pay. Nothing was done.",
  "cli.sold": "Sold: receipt {number}, CNY {total}.",
  "cli.change": "Change: CNY {change}.",
  "cli.notPrinted":
    "The receipt was not printed. The sale is done; the paper prints when the printer is ready.",
  "cli.notPaid": "CNY {due} is still due.",
  "cli.halfPaid":
    "CNY {paid} of sale {number} is paid, CNY {due} is due. Go on with `jinka sale --resume {number} --pay ...`, or give it back with `jinka void --sale {number}`.",
  "cli.signatureOpen":
    "The signature is not judged yet. Say `jinka signature yes` or `no` when the customer has signed.",
  "cli.signatureRefused": "The signature was refused. The sale is taken back.",
  "cli.signatureAccepted": "The signature is accepted.",
  "cli.voided": "The sale is taken back: number {number}.",
  "cli.giveCash": "Hand back CNY {cash} in cash.",
  "cli.halfVoided": "Sale {number} is taken back in part only. Try again with `jinka void`.",
  "cli.voidUsage": "Name the sale with --receipt, --stan or --sale. Nothing was done.",
  "cli.reprintUsage": "Name the paper with --receipt, --stan or --z. Nothing was done.",
  "cli.noPrinter": "No printer is configured. Nothing was printed. Add it to terminal.json.",
  "cli.reprinted": "{count} papers printed again.",
  "cli.papersTried": "{count} papers were tried again.",
  "cli.sendingReversals": "Sending {count} reversals",
  "cli.notDecodable": "{input} is neither hexadecimal digits nor a readable file.",

  // --- doctor --------------------------------------------------------------------------------------
  "doctor.disk.ok": "Disk: {megabytes} MB free",
  "doctor.disk.low":
    "Disk: only {megabytes} MB free. Selling goes on until it is full. Free some space today.",
  "doctor.journal.ok": "Journal: {rows} rows, readable",
  "doctor.journal.fault": "Journal: cannot be read ({fault}). Stop selling here and restore a backup.",
  "doctor.clock.ok": "Clock: runs forward",
  "doctor.clock.behind": "Clock: stands {minutes} minutes behind the last sale. Set it; nothing was lost.",
  "doctor.configuration.ok": "Configuration: terminal {tid}, merchant {mid}",
  "doctor.configuration.missing": "Configuration: missing. Run `jinka setup --file terminal.json`.",
  "doctor.operators.ok": "Operators: {count}",
  "doctor.operators.missing": "Operators: none. Add the owner with `jinka operator add NAME`.",
  "doctor.shift.ok": "Shift: {number}, opened by {name}",
  "doctor.shift.closed": "Shift: closed. Open one with `jinka shift open` to sell.",
  "doctor.secureModule.ok": "PIN pad: {serial}, master key {kcv}",
  "doctor.secureModule.okWithoutPad":
    "Keys: software module {serial}, master key {kcv}; no PIN pad, so no online PIN",
  "doctor.secureModule.none": "Keys: no secure module. Cards cannot go online. Check the configuration.",
  "doctor.secureModule.silent":
    "PIN pad: does not answer ({fault}). Cards cannot go online; cash works. Check its cable.",
  "doctor.secureModule.noMasterKey":
    "Keys: {serial} has no master key. Cards cannot go online. Load it with `jinka keys load`.",
  "doctor.secureModule.noWorkingKeys":
    "Keys: master key {kcv}, no working keys yet. They come with the next sign-in.",
  "doctor.cardReader.ok": "Card reader: {names}",
  "doctor.cardReader.none": "Card reader: none. Cash works; it comes back by itself when it is plugged in.",
  "doctor.cardReader.noService":
    "Card reader: the smart-card service is not running. Cash works; start the service (pcscd).",
  "doctor.cardReader.notConfigured":
    "Card reader: not configured. Add devices.cardReader to terminal.json to take cards.",
  "doctor.printer.ok": "Printer: ready",
  "doctor.printer.nearEnd": "Printer: ready, the paper is nearly at its end. Have a roll at hand.",
  "doctor.printer.noPaper": "Printer: out of paper. Sales go on; receipts print when paper is in.",
  "doctor.printer.coverOpen": "Printer: the cover is open. Sales go on; close it to print.",
  "doctor.printer.offline": "Printer: offline. Sales go on; switch it online to print.",
  "doctor.printer.silent": "Printer: does not answer ({fault}). Sales go on; check its cable and power.",
  "doctor.printer.notConfigured": "Printer: not configured. Papers are kept and can be printed later.",
  "doctor.host.ok": "Clearing host: {address} answers, signed in",
  "doctor.host.notSignedIn": "Clearing host: {address} answers; the sign-in comes with the next card",
  "doctor.host.unreachable":
    "Clearing host: {address} cannot be reached ({fault}). Cash works. Check the line.",
  "doctor.host.silent":
    "Clearing host: {address} does not answer properly ({fault}). Cash works. Try again, or call the acquirer.",
  "doctor.host.journal": "Clearing host: not asked, because the journal cannot be written ({fault}).",
  "doctor.host.notConfigured": "Clearing host: not configured. Add it to terminal.json.",
  "doctor.reversals.ok": "Reversals: none is due",
  "doctor.reversals.due":
    "Reversals: {count} due. Nothing new goes to the bank until they are through. Run `jinka recover`.",
} as const;
