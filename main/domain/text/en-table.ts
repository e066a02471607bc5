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
  "paper.training": "TRAINING",
  "paper.trainingMeaning": "No money moved. Not a receipt.",
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
  "paper.loadSlip": "E-CASH LOAD",
  "paper.cardSlip": "CARD PAYMENT",
  "paper.merchantCopy": "MERCHANT COPY",
  "paper.customerCopy": "CUSTOMER COPY",
  "paper.transactionType": "Type",
  "paper.typeSale": "SALE",
  "paper.typeLoad.boundAccount": "LOAD FROM OWN ACCOUNT",
  "paper.typeLoad.cash": "LOAD AGAINST CASH",
  "paper.typeLoad.otherAccount": "LOAD FROM OTHER ACCOUNT",
  "paper.balanceBefore": "Balance before",
  "paper.balanceAfter": "Balance after",
  "paper.loadUnclear": "It is not known whether the card has got the money. Keep this paper.",
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
  "paper.cardReading": "CARD READING",
  "paper.purse.balance": "Electronic cash, currency {currency}",
  "paper.purse.limit": "  Holds at most",
  "paper.purse.single": "  One payment at most",
  "paper.logged.payment": "Payment {at}",
  "paper.logged.load": "Load {at}",
  "paper.noMoneyMoved": "No receipt. No money has moved.",
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
  "paper.loads": "E-cash loads",
  "paper.cashLoads": "of these against cash",
  "paper.batchLoads.boundAccount": "Loads, own account ({count})",
  "paper.batchLoads.cash": "Loads, cash ({count})",
  "paper.batchLoads.otherAccount": "Loads, other account ({count})",
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
  "paper.openLoadUnclear": "Load, card not sure to have it (voucher {stan})",
  "paper.openScriptNoticeDue": "Issuer not told of script results (voucher {stan})",
  "paper.openScriptNoticeRefused": "Script results refused by host (voucher {stan})",
  "paper.openTornContactless": "Neither paid nor unpaid: card left too early",
  "paper.cashBalanceBefore": "Card balance before",
  "paper.cashBalanceAfter": "Card balance after",
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
  "refusal.noShiftOpen": "No shift is open. Nothing was done. Open a shift first.",
  "refusal.shiftAlreadyOpen": "Shift {shiftNumber} is open already. Nothing was changed. Close it first.",
  "refusal.paymentUnderWay": "A card is being read or charged. Nothing was done. Wait until it is finished.",
  "refusal.unknownItem": "There is no item {code}. Nothing was added. Scan again, or search by name.",
  "refusal.quantityNotWhole": "Item {code} is sold by the piece. Nothing was added. Enter a whole number.",
  "refusal.quantityOutOfRange":
    "This quantity of {code} cannot be right. Nothing was added. Enter more than 0 and at most 9999.",
  "refusal.notAnAmount":
    "{text} is not an amount. Nothing was done. Enter yuan with at most two decimals, like 12.34.",
  "refusal.amountZero": "The amount is zero. Nothing was done. Enter an amount above zero.",
  "refusal.amountNegative":
    "The amount is negative. Nothing was done. Enter an amount above zero; to give money back, void the sale.",
  "refusal.amountTooLarge": "The amount is above CNY {limit}. Nothing was done. Check it, or split the sale.",
  "refusal.unknownSale":
    "There is no open sale {saleNumber}. Nothing was done. Look at the list of open sales.",
  "refusal.saleEmpty": "The basket is empty. Nothing was charged. Scan goods first.",
  "refusal.saleNotOpen": "Sale {saleNumber} is closed. Nothing was changed. Start a new sale.",
  "refusal.unknownLine":
    "The basket has no line {lineNumber}. Nothing was changed. Look at the basket again.",
  "refusal.tenderTooLarge": "Only CNY {due} is still due. Nothing was charged. Enter that or less.",
  "refusal.nothingDue": "Nothing is due any more. Nothing was charged. Start a new sale.",
  "refusal.salePartlyPaid":
    "CNY {paid} of sale {saleNumber} is already paid. Nothing was changed. Pay the rest, or void the sale to give it back.",
  "refusal.saleStarted": "Sale {saleNumber} is not finished. Nothing was done. Finish or void it first.",
  "refusal.unknownReceipt":
    "There is no receipt {receiptNumber}. Nothing was done. Check the number on the paper.",
  "refusal.unknownPayment":
    "There is no card payment with voucher {stan} in batch {batchNumber}. Nothing was done. Check the slip.",
  "refusal.alreadyVoided":
    "Receipt {receiptNumber} was voided before. No money moved. It cannot be voided twice.",
  "refusal.notVoidable":
    "Sale {saleNumber} has nothing that can be voided. No money moved. Check the number.",
  "refusal.batchClosed":
    "This payment is in batch {batchNumber}, which is closed. No money moved. Give the money back with a refund.",
  "refusal.notUploadedYet":
    "The bank does not know this offline payment yet. No money moved. Void it when the line is back and it has been uploaded.",
  "refusal.voidOfVoid": "This is a void. No money moved. A void cannot be voided: sell again instead.",
  "refusal.unknownDocument": "There is no paper with number {number}. Nothing was printed. Check the number.",
  "refusal.noSignatureDue":
    "No signature is waiting for receipt {receiptNumber}. Nothing was changed. Check the number.",
  "refusal.batchHasRecords":
    "Batch {batchNumber} of the old terminal number still has records. Nothing was changed. Settle it first.",
  "refusal.trainingFixed":
    "A training till cannot become a shop, nor a shop a training till. Nothing was changed. Use another data directory.",
  "refusal.keysWornOut":
    "A key of this terminal has reached its limit. No card was charged. Take cash, or sign in anew when the line is back.",
  "refusal.gateClosed":
    "The payment with voucher {stan} is still being reversed. Nothing new goes to the bank. Take cash, or try again later.",
  "refusal.sameCardRecently":
    "This card paid CNY {amount} less than {minutes} minutes ago. Nothing was charged now. Ask the customer, then confirm.",

  // --- how a card payment ended ------------------------------------------------------------------
  "payment.loaded": "Loaded CNY {amount}. The card now holds CNY {balance}. Take the card.",
  "payment.loadUnclear":
    "The bank agreed to load CNY {amount}. It is not known whether the card has it. Read the card again and keep the slip.",
  "payment.loadCashBack": "Hand the CNY {amount} in cash back to the customer.",
  "payment.loadReversing": "The load did not happen. No money stays moved: it is being reversed.",
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
  "payment.torn":
    "The card left too early. Whether it has taken CNY {amount} is not known. Hold the same card to the reader again.",
  "payment.tornUnresolved":
    "The card {pan} left too early and has not said whether it took CNY {amount}. It is neither paid nor unpaid. Write down name and number, and let the customer ask the card's bank.",
  "payment.declined.listed":
    "The card {pan} is on the list of refused cards. Nothing was charged. Use another card or cash.",
  "payment.declined.cardMayHavePaid":
    "The card refused to prove its payment. You were not paid, but the card {pan} may have taken CNY {amount} off its own balance. Take another way of paying, and let the customer ask the card's bank.",
  "payment.ended.cardTookNothing":
    "The card left too early and has taken no money. Nothing was charged. Present it again.",
  "payment.ended.cardListed":
    "This card is on the list of refused cards. Nothing was charged. Use another card or cash.",
  "payment.ended.pinNotEntered":
    "This payment needs the PIN, and none was entered. Nothing was charged. Try again.",
  "payment.ended.pinPadNotWorking":
    "This payment needs the PIN, and the PIN pad does not answer. Nothing was charged. Check the pad, or use cash.",
  "payment.ended.useChip": "This card has a chip. Nothing was charged. Insert the chip.",
  "payment.ended.fallbackNotAllowed":
    "The chip cannot be read, and this card's stripe is not taken instead. Nothing was charged. Use another card or cash.",
  "payment.ended.chipDecided":
    "The chip has already answered, and the stripe cannot change that. Nothing was charged. Insert the chip again, or use another card.",
  "payment.ended.stripeNotAllowed":
    "Stripes of this kind of card are not taken here. Nothing was charged. Use another card or cash.",
  "payment.ended.privateCard":
    "This is a private card that cannot pay here. Nothing was charged. Use another card or cash.",
  "payment.ended.cancelled": "Cancelled. Nothing was charged.",
  "payment.ended.cardRemoved": "The card was removed too early. Nothing was charged. Insert it again.",
  "payment.ended.cardBlocked":
    "This card is blocked, or it is no payment card. Nothing was charged. Use another card or cash.",
  "payment.ended.noCommonApplication":
    "This card has no application that is taken here. Nothing was charged. Use another card or cash.",
  "payment.ended.parametersRefused":
    "The acquirer's parameters are damaged or not signed. No card is taken until that is mended, and nothing was charged. Cash works; call the acquirer.",
  "payment.ended.applicationBlocked":
    "The issuer has blocked this card. Nothing was charged. Use another card or cash.",
  "payment.ended.cardNotUsable":
    "This card cannot be read properly. Nothing was charged. Use another card or cash.",
  "payment.ended.wouldNotGoOnline":
    "This card approved by itself although its bank has to decide. Nothing was charged. Insert its chip, or use another card or cash.",
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
  "event.lineAdded": "Line {lineNumber}: {item}, quantity {quantity}",
  "event.lineQuantityChanged": "Line {lineNumber}: quantity {quantity}",
  "event.lineRemoved": "Line {lineNumber} removed",
  "event.cashTendered": "Cash {amount} (given {given}, change {change})",
  "event.saleCompleted": "Sale complete, receipt {receiptNumber}, total {total}",
  "event.saleCancelled": "Sale cancelled by {operator}, nothing was paid",
  "event.saleVoidStarted": "Void begun by {operator}",
  "event.saleVoidStopped": "Void given up, the sale stands",
  "event.saleVoided": "Sale voided by {operator}, number {voidNumber}, cash handed back {cashReturned}",
  "event.paymentStarted": "Card: {kind} of {amount} begun, voucher {stan}, batch {batchNumber}",
  "event.authorisationArmed": "Reversal armed, message goes out",
  "event.hostApproved": "The bank approved (code {code})",
  "event.hostDeclined": "The bank did not approve (code {code})",
  "event.exchangeNotSent": "Nothing was sent ({reason})",
  "event.outcomeUnknown": "Outcome unknown, reversal due (reason {reason})",
  "event.paymentApproved": "Card payment counted",
  "event.paymentDeclined": "Card payment declined",
  "event.contactlessTorn": "Card left too early: it may have taken the money",
  "event.tornUnresolved": "Neither paid nor unpaid ({reason}): the card did not tell",
  "event.paymentEnded": "Card payment ended ({reason}), nothing was sent",
  "event.cardRefusedAfterApproval": "The card did not finish after the bank's approval, reversal due",
  "event.unknownClosed": "Card told, the reversal goes on",
  "event.signatureConfirmed": "Signature judged by {operator}, accepted: {accepted}",
  "event.reversalTried": "Reversal sent, not acknowledged (code {code})",
  "event.reversalAcknowledged": "Reversal acknowledged ({responseCode})",
  "event.reversalParked": "Reversal refused too often: needs a person",
  "event.scriptNoticeBegun": "Script results go out to the bank, voucher {stan}, batch {batchNumber}",
  "event.scriptNoticeAnswered": "Bank on script results: {end} (code {code})",
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
  "cli.progress.presentAgain": "Hold the same card to the reader again",
  "cli.progress.presentOneCard": "There is more than one card. Take them away and hold one to the reader",
  "cli.progress.seePhone": "Ask the customer to confirm on the phone and to hold it to the reader again",
  "cli.progress.insertCard": "Insert the card into the slot",
  "cli.progress.reading": "Reading the card. Leave it in",
  "cli.progress.enteringPin": "Ask the customer to enter the PIN on the pad",
  "cli.progress.goingOnline": "Asking the bank",
  "cli.progress.completing": "Finishing with the card",
  "cli.askPin": "PIN of {name}: ",
  "cli.askNewPin": "New PIN for {name} (4 to 12 digits): ",
  "cli.askComponent": "Key component {number} (32 hexadecimal digits): ",
  "cli.askComponentKcv": "Check value on the paper of component {number} (8 hexadecimal digits): ",
  "cli.askMasterKcv": "Check value of the whole key, from either paper (8 hexadecimal digits): ",
  "cli.askPassphrase": "Passphrase of the keys: ",
  "cli.askNewPassphrase": "New passphrase of the keys (12 characters at least): ",
  "cli.askNewPassphraseAgain": "The same passphrase again: ",
  "cli.askSameCard": "This card paid the same amount a few minutes ago. Charge it again? (y/n) ",
  "cli.askSignature": "Does the signature agree with the card? (y/n) ",
  "cli.askApplication": "Which application of the card? {list}: ",
  "cli.noPin": "No PIN was given. Nothing was done. Give it on standard input, one line.",
  "cli.operatorNeeded": "An X report is asked for by somebody. Nothing was done. Say who with --operator.",
  "cli.ownerNeeded": "Only the owner adds operators. Nothing was changed. Name the owner with --operator.",
  "cli.operatorAdded": "{name} can work here now ({role}).",
  "cli.fileUnreadable":
    "The file {file} cannot be read ({code}). Nothing was changed. Check its name and its rights.",
  "cli.configMistakes": "The file {file} has mistakes. Nothing was changed. Mend these places:{list}",
  "cli.setUp": "This terminal is set up: terminal {tid}, merchant {mid}.",
  "cli.setUpNext": "Next: add the owner with `jinka operator add NAME`.",
  "cli.badComponent":
    "Component {number} does not have 32 hexadecimal digits. No key was changed. Enter it again.",
  "cli.componentLoaded": "Component {number} is loaded, check value {kcv}.",
  "cli.masterKeyLoaded": "The master key is complete, check value {kcv}.",
  "cli.moduleRefused": "The key module refuses ({detail}). No key was changed. Check the components.",
  "cli.padMissing": "The PIN pad does not answer ({detail}). No key was changed. Check its cable.",
  "cli.noSecureModule":
    "There is no PIN pad and no secure module. Nothing was done. Check the configuration.",
  "cli.samePerson": "Two different people bring the two components. No key was changed. Name two operators.",
  "cli.componentKcvWrong":
    "Component {number} has the check value {kcv}, not {expected}. No key was changed. Compare it with the paper and enter it again.",
  "cli.badKcv": "A check value has 8 hexadecimal digits. No key was changed. Enter it again.",
  "cli.ceremonyBegins":
    "Key ceremony. Nobody but the one who enters a component looks at it. First {first}, then {second}.",
  "cli.ceremonyDone": "The master key is loaded by {first} and {second}, check value {kcv}.",
  "cli.ceremonyWrong":
    "The whole key has the check value {kcv}, not {expected}: the components do not belong together. Repeat the ceremony; until then cards cannot go online.",
  "cli.keyBlockLoaded": "The key of usage {usage} is loaded, check value {kcv}.",
  "cli.keyBlocksUnsupported": "This secure module takes no key blocks. No key was changed.",
  "cli.keysUnlocked": "The keys are open for this command.",
  "cli.keysLocked":
    "The keys of the secure module are locked. Nothing was done. Repeat the command with --unlock and the passphrase.",
  "cli.passphraseWrong": "This passphrase does not open the keys. Nothing was done. Try again.",
  "cli.passphraseShort":
    "The passphrase has fewer than 12 characters. Nothing was changed. Choose a longer one.",
  "cli.passphrasesDiffer": "The two passphrases differ. Nothing was changed. Enter it again.",
  "cli.noPassphrase": "No passphrase was given. Nothing was done. Give it on standard input, one line.",
  "cli.padLocksItself": "The PIN pad guards its own keys. There is nothing to protect here.",
  "cli.keysProtected": "The keys are wrapped by the passphrase. Whoever starts the till needs it.",
  "cli.keysUnprotected": "The keys are under the key file again, without a passphrase.",
  "cli.keysNotProtected": "The keys could not be sealed ({detail}). They are as they were.",
  "cli.keyHealth.green": "+ {use} {kcv}: {days} days old, {uses} uses",
  "cli.keyHealth.amber": "~ {use} {kcv}: {days} days old, {uses} uses. Near its limit: sign in anew soon.",
  "cli.keyHealth.red": "- {use} {kcv}: {days} days old, {uses} uses. At its limit: sign in anew.",
  "cli.keyHealth.masterAmber":
    "~ {use} {kcv}: {days} days old, {uses} uses. Near its limit: ask the acquirer for a new key.",
  "cli.keyHealth.masterRed":
    "- {use} {kcv}: {days} days old, {uses} uses. At its limit: ask the acquirer for a new key and hold a ceremony.",
  "cli.keyUse.masterKey": "Master key",
  "cli.keyUse.pinKey": "PIN key",
  "cli.keyUse.macKey": "MAC key",
  "cli.keyUse.trackKey": "Track key",
  "cli.keyUse.initialKey": "DUKPT initial key",
  "cli.keyStatus": "Secure module {serial}: master key {master}, MAC key {mac}, PIN key {pin}",
  "cli.signedIn": "Signed in to the clearing host.",
  "cli.notSignedIn":
    "Not signed in to the clearing host ({reason}). No money moved. Cash works; it is tried again with the next card.",
  "cli.shiftOpened": "Shift {number} is open, CNY {float} in the drawer.",
  "cli.saleUsage":
    "It is not clear what is sold and how it is paid. Nothing was done. Name goods with --item or --amount (or one open sale with --resume), and at least one --pay.",
  "cli.sold": "Sold: receipt {number}, CNY {total}.",
  "cli.change": "Change: CNY {change}.",
  "cli.notPrinted":
    "A paper was not printed: {reason}. The sale is done. It prints by itself with the next command, when the printer is ready.",
  "cli.halfPaid":
    "CNY {paid} of sale {number} is paid, CNY {due} is due. Go on with `jinka sale --resume {number} --pay ...`, or give it back with `jinka void --sale {number}`.",
  "cli.signatureOpen":
    "The signature is not judged yet. The payment counts meanwhile. When the customer has signed, run `jinka signature yes --stan {stan}` (or `no`).",
  "cli.signatureRefused":
    "The signature does not agree. The money goes back: the sale is taken back now. Take another way of paying.",
  "cli.signatureAccepted": "The signature is accepted.",
  "cli.voided": "The sale is taken back: number {number}.",
  "cli.giveCash": "Hand back CNY {cash} in cash.",
  "cli.halfVoided":
    "Sale {number} is taken back in part only. Take back the rest with `jinka void --sale {number}`.",
  "cli.voidUsage":
    "It is not clear which sale is meant. Nothing was done. Name one with --receipt, --stan or --sale.",
  "cli.reprintUsage":
    "It is not clear which papers are meant. Nothing was printed. Name them with --receipt, --stan or --z.",
  "cli.noPrinter": "No printer is configured. Nothing was printed. Add it to terminal.json.",
  "cli.reprinted": "Printed again: {count}.",
  "cli.sendingReversals": "Reversals to send: {count}",
  "cli.notDecodable":
    "'{input}' is neither hexadecimal digits nor a file that can be read. Nothing was decoded. Give digits, a file, or - for standard input.",
  "cli.role.owner": "owner",
  "cli.role.manager": "manager",
  "cli.role.cashier": "cashier",
  "cli.word.payment": "payment",
  "cli.word.load": "load",
  "cli.word.notice.acknowledged": "acknowledged",
  "cli.word.notice.refused": "refused for good",
  "cli.word.notice.again": "to be sent again",
  "cli.word.notice.neverSent": "not sent",
  "cli.word.void": "void",
  "cli.word.yes": "yes",
  "cli.word.no": "no",
  "cli.word.echo": "a line test",
  "cli.word.signIn": "a sign-in",
  "cli.word.signOut": "a sign-out",
  "cli.word.batchUpload": "a batch upload",
  "cli.word.download": "a download",
  "cli.wholeFile": "(the file)",
  "cli.paper.saleReceipt": "receipt {number}",
  "cli.paper.voidReceipt": "void receipt {number}",
  "cli.paper.cardSlipMerchantCopy": "card slip {number}, merchant copy",
  "cli.paper.cardSlipCustomerCopy": "card slip {number}, customer copy",
  "cli.paper.xReport": "X report {number}",
  "cli.paper.zReport": "Z report {number}",
  "cli.paper.settlementReport": "settlement report {number}",
  "cli.paper.writeOff": "write-off {number}",
  "cli.paper.dayBook": "day book {number}",
  "cli.paper.manualFiling": "manual filing {number}",
  "event.writtenOff": "Written off, number {number}, {amount} yuan: {reason}",
  "refusal.nothingToWriteOff": "Nothing is open about voucher {stan} that could be written off.",
  "refusal.nothingToFile": "Voucher {stan} is no unsent or refused offline payment: nothing is to be filed.",
  "refusal.stillTried":
    "Voucher {stan} is still being sent by the terminal. It cannot be written off while it is.",
  "refusal.reasonNeeded": "A reason is needed, of at most {limit} characters.",
  "refusal.cardNumberInText":
    "The text holds a card number, which must not be written down. Name the voucher number instead.",
  "refusal.secondPersonNeeded": "Writing off needs a second member of staff, with a PIN of their own.",
  "refusal.acquirerReferenceNeeded":
    "Alone, writing off needs the reference under which the acquirer has taken up the matter.",
  "cli.printFault.unplugged": "the printer is unplugged or switched off",
  "cli.printFault.offline": "the printer is offline",
  "cli.printFault.noPaper": "the printer is out of paper",
  "cli.printFault.coverOpen": "the cover of the printer is open",
  "cli.printFault.cutterJammed": "the cutter of the printer is jammed",
  "cli.printFault.noAnswer": "the printer does not answer",
  "cli.printFault.noPrinter": "no printer is configured",
  "cli.printFault.terminalStopped": "the till stopped meanwhile",
  "cli.cancelled": "Cancelled. Nothing was done. Start again when you are ready.",
  "cli.stopping": "Something is under way and is brought to its end first. Please wait.",
  "cli.lastLoadFate": "The till stopped in the middle of a load of CNY {amount}. What became of it: {fate}",
  "cli.card.number": "Card {pan}, {label}",
  "cli.card.purse":
    "Electronic cash, currency {currency}: balance {balance}, at most {limit}, one payment at most {single}",
  "cli.card.noCash": "No electronic cash on this card.",
  "cli.card.transaction": "Payment {date} {time}: {amount}",
  "cli.card.load": "Load {date} {time}: {before} to {after}",
  "cli.lastFate":
    "The till stopped in the middle of a card payment of CNY {amount} (sale {sale}). What became of it: {fate}",
  "cli.progress.wrongPin": "The PIN is wrong. Nothing was charged. Ask the customer to enter it again",
  "cli.askNewPinAgain": "The same PIN again: ",
  "cli.pinsDiffer": "The two PINs differ. Nothing was changed. Try again.",
  "cli.badName":
    "{name} is no name for an operator. Nothing was changed. Take 1 to 20 letters or digits; . _ - and blanks may stand between them.",
  "cli.noComponent":
    "No key component was given. No key was changed. Give it on standard input: 32 hexadecimal digits, one line each.",
  "cli.keyStatusNext": "There is no master key yet. Cards cannot go online. Load it with `jinka keys load`.",
  "cli.badPay": "{text} is no way of paying. Nothing was done. Say cash, cash:5.00, card or card:10.00.",
  "cli.payOrder":
    "A payment without an amount takes all that is left, so nothing can follow it. Nothing was done. Put it last, or give it an amount.",
  "cli.payNotNeeded": "The sale is paid in full already. The ways of paying that follow were not needed.",
  "cli.hint.sameCard": "To charge it again, repeat the command with --same-card yes.",
  "cli.hint.readers": "There are other readers here: {names}.",
  "cli.hint.pinPad":
    "The PIN pad gave no PIN: it does not answer, or it has no keys. `jinka doctor` looks at it.",
  "cli.paperNotKnown":
    "The printer took the paper and did not confirm it. Look whether it came out; if not, print it again with `jinka reprint`.",
  "cli.readingNotPrinted":
    "The card's paper was not printed: {reason}. Read the card again when the printer is ready.",
  "cli.readingNotKnown":
    "The printer took the card's paper and did not confirm it. Look whether it came out.",
  "cli.papersPrinted": "Papers that were still owed are printed: {count}.",
  "cli.papersLeft":
    "Papers that are still owed: {count} ({reason}). They print by themselves with the next command, when the printer is ready.",
  "cli.notReprinted":
    "The paper was not printed: {reason}. Nothing else changed. Put that right and try again.",
  "cli.shiftClosed": "Shift {number} is closed: Z {z}.",
  "cli.noZYet": "No shift has been closed here yet. Nothing was done. Close one with `jinka shift close`.",
  "cli.signatureUsage":
    "It is not clear which signature is meant. Nothing was done. Name it with --receipt or --stan.",
  "cli.reversalsConfirmed": "Reversals that the bank has confirmed: {count}. No money moved in them.",
  "cli.recoverStopped.hostUnreachable":
    "The bank cannot be reached. The reversals stay due, and nothing is lost. Check the line and try again.",
  "cli.recoverStopped.notSignedIn":
    "The terminal cannot sign in. The reversals stay due, and nothing is lost. Look at `jinka doctor`.",
  "cli.recoverStopped.journal":
    "The journal cannot be read or written. The reversals stay due. Look at `jinka doctor`.",
  "cli.recoverStopped.cardRecord":
    "The card of a payment cannot be read back. Its reversal stays due. Call the bank.",
  "cli.recoverStopped.noAnswer":
    "The bank has not acknowledged every reversal. They stay due, and nothing is lost. Try again later, or with --wait.",
  "cli.verifying": "Reading the journal. A hundred thousand rows take some ten seconds.",
  "cli.verified":
    "The books agree with their journal: {count} rows, {sealed} sealed records.\nHead: {count}:{hash}",
  "cli.verifyDiffers":
    "The books do not agree with their journal. {detail} Nothing was changed. Keep a copy of the data directory and call for service.",
  "cli.nothingOpen": "Nothing is open.",
  "cli.open.reversalDue":
    "Sale {sale}: CNY {amount} on card {pan}, outcome unknown, being reversed (voucher {stan}, batch {batch}). It goes on by itself.",
  "cli.open.reversalParked":
    "Sale {sale}: CNY {amount} on card {pan}, the bank refuses the reversal (voucher {stan}, batch {batch}). It is not known whether money moved. Call the bank.",
  "cli.open.unsentOffline":
    "Sale {sale}: CNY {amount} on card {pan} approved offline, not uploaded yet (voucher {stan}, batch {batch}).",
  "cli.open.uploadRefused":
    "Sale {sale}: CNY {amount} on card {pan}, the bank refused the offline payment (voucher {stan}, batch {batch}). The goods are gone and the money has not come. Call the bank.",
  "cli.open.tornContactless":
    "Card {pan}, voucher {stan}: it left too early, and CNY {amount} is neither paid nor unpaid. Let the customer ask the card's bank.",
  "cli.open.loadUnclear":
    "Load, voucher {stan}, batch {batch}: CNY {amount}. The bank has agreed; whether card {pan} has it is not known. Read the card, compare with the slip, and call the bank if it is missing.",
  "cli.open.scriptNoticeDue":
    "Card {pan}, voucher {stan}: the bank has not been told yet what its scripts did. `jinka recover` tells it.",
  "cli.open.scriptNoticeRefused":
    "Card {pan}, voucher {stan}, batch {batch}: the bank refuses the script results. No money moved by it; call the bank.",
  "cli.open.signaturePending":
    "Sale {sale}: CNY {amount} on card {pan}, the signature is not judged. Run `jinka signature yes --stan {stan} --batch {batch}` (or `no`).",
  "cli.open.partlyPaidSale":
    "Sale {sale}: CNY {amount} is paid, and the rest is not. Run `jinka sale --resume {sale} --pay ...`, or give it back with `jinka void --sale {sale}`.",
  "cli.open.halfVoidedSale":
    "Sale {sale}: of CNY {amount} only a part is taken back. Run `jinka void --sale {sale}`.",
  "cli.fileTooLong":
    "The file {file} has more than {bytes} bytes. Nothing was done. Check whether it is the right one.",
  "cli.nothingToDecode": "There is nothing in {file}. Nothing was decoded. Check where it comes from.",
  "cli.standardInput": "(standard input)",
  "cli.oddDigits":
    "{input} has {count} hexadecimal digits, an odd number. Nothing was decoded. Look for the digit that is missing.",
  "cli.moreMistakes": "and {count} more",

  // --- what is wrong with a command line ----------------------------------------------------------
  "cli.usage.noCommand": "A command is missing. Nothing was done. `{help}` lists them.",
  "cli.usage.unknownCommand": "There is no command {what}. Nothing was done. `{help}` lists the commands.",
  "cli.usage.unknownOption": "There is no option {what}. Nothing was done. `{help}` lists the options.",
  "cli.usage.missingOption": "The option {what} is missing. Nothing was done. `{help}` explains it.",
  "cli.usage.optionMissingArgument":
    "The option {what} needs a value. Nothing was done. `{help}` explains it.",
  "cli.usage.missingArgument": "The word <{what}> is missing. Nothing was done. `{help}` explains it.",
  "cli.usage.excessArguments":
    "There are too many words. Nothing was done. `{help}` shows the form; put blanks between quotation marks.",
  "cli.usage.invalidArgument": "{value} does not fit {what}: {why}. Nothing was done. `{help}` explains it.",
  "cli.usage.other": "This command line cannot be understood. Nothing was done. `{help}` shows the form.",
  "cli.usage.meant": "Did you mean {meant}?",
  "cli.expected.count": "a whole number from 1 is expected",
  "cli.expected.rows": "a whole number from 1 to 10000 is expected",
  "cli.expected.head": "a row number, a colon and 64 hexadecimal digits are expected",
  "cli.expected.port": "a port from 0 to 65535 is expected",
  "cli.expected.address": "HOST:PORT is expected",
  "cli.expected.pin": "4 to 12 digits are expected",
  "cli.expected.choice": "one of {choices} is expected",
  "cli.expected.other": "another form is expected",

  // --- what is wrong with terminal.json -----------------------------------------------------------
  "cli.mistake.notJson": "it is not JSON ({detail})",
  "cli.mistake.missing": "it is missing",
  "cli.mistake.unknownMember": "there is no such member; check its spelling",
  "cli.mistake.notText": "text between quotation marks is expected",
  "cli.mistake.notNumber": "a number is expected",
  "cli.mistake.notWhole": "a whole number is expected",
  "cli.mistake.notYesNo": "true or false is expected",
  "cli.mistake.notObject": "an object with members is expected: { ... }",
  "cli.mistake.notList": "a list is expected: [ ... ]",
  "cli.mistake.tooSmall": "the least is {min}",
  "cli.mistake.tooLarge": "the most is {max}",
  "cli.mistake.tooShort": "at least {min} characters are needed",
  "cli.mistake.tooLong": "at most {max} characters fit",
  "cli.mistake.tooFew": "at least {min} entries are needed",
  "cli.mistake.tooMany": "at most {max} entries fit",
  "cli.mistake.notOneOf": "it must be one of {values}",
  "cli.mistake.invalid": "this value does not fit here",
  "cli.mistake.hex": "pairs of hexadecimal digits are expected",
  "cli.mistake.byteCount": "it must have {count} bytes, {count} pairs of digits",
  "cli.mistake.byteRange": "it must have {min} to {max} bytes, two digits each",
  "cli.mistake.digits": "it must have {count} digits",
  "cli.mistake.ascii": "it must have {count} ASCII characters",
  "cli.mistake.alphanumeric": "it must have {count} letters or digits",
  "cli.mistake.controlCharacter": "it has a control character, which would command the printer",
  "cli.mistake.host": "a host name or an address is expected, without a port",
  "cli.mistake.timeZone": "there is no such time zone",
  "cli.mistake.date": "a day of the calendar is expected, YYYYMMDD",
  "cli.mistake.dol": "it is no data object list",
  "cli.mistake.checksum":
    "it does not belong to this key: SHA-1 over RID, index, modulus and exponent differs",
  "cli.mistake.twice": "it stands in the list twice",
  "cli.mistake.belowTarget": "it is below the target",
  "cli.mistake.unknownCountry": "it is no country of ISO 3166-1",
  "cli.mistake.unknownCurrency": "it is no currency of ISO 4217",
  "cli.mistake.wrongExponent": "the currency has another number of decimal places (ISO 4217)",
  "cli.mistake.notBelowFloor": "it has to be below the floor limit",
  "cli.mistake.drawerNeedsPrinter": "the drawer is driven by a printer, and none is configured",
  "cli.mistake.sameLine": "the PIN pad has this serial line already",

  // --- help of the command line -------------------------------------------------------------------
  "cli.help.jinka": "Jinka (金卡): the till and card terminal without a screen.",
  "cli.help.title.usage": "Usage:",
  "cli.help.title.arguments": "Arguments:",
  "cli.help.title.options": "Options:",
  "cli.help.title.commands": "Commands:",
  "cli.help.title.global": "Options of every command:",
  "cli.help.choices": "one of: {choices}",
  "cli.help.default": "default: {value}",
  "cli.help.version": "show the version",
  "cli.help.help": "show this help",
  "cli.help.helpCommand": "show the help of a command",
  "cli.help.dataDir": "the terminal's books (default: the place of this system, or $JINKA_DATA_DIR)",
  "cli.help.keyDir": "key files, outside the data directory (or $JINKA_KEY_DIR)",
  "cli.help.lang": "language of sentences (default: the shop's, before setup the system's)",
  "cli.help.json": "print one JSON value instead of sentences (docs/cli.md)",
  "cli.help.day":
    "A day (every command with --operator reads the PIN from standard input):\n  jinka setup --file terminal.json\n  jinka operator add li\n  jinka keys load --operator li\n  jinka doctor\n  jinka shift open --operator li --float 200\n  jinka sale --operator li --item 6901001100000*2 --pay cash:100\n  jinka sale --operator li --amount 20 --pay cash:5 --pay card\n  jinka void --operator li --receipt 2\n  jinka shift close --operator li --counted 257.60",
  "cli.help.exitCodes":
    "Exit codes: 0 done, 1 refused, 2 wrong command line, 3 the card did not pay and no money moved,\n4 sent and the outcome is not known, 5 a device or the host is missing and no money moved,\n6 the terminal cannot work, 7 the books do not agree, 8 ready offline for less than is wanted,\n9 not ready offline, 70 a mistake of the program.",
  "cli.help.operatorOption": "who works; the PIN is read from standard input",
  "cli.help.reader": "take the card from this reader",
  "cli.help.receipt": "the sale by the number of its receipt",
  "cli.help.stan": "the sale by the voucher number (STAN) of a card slip",
  "cli.help.batch": "the batch of that slip (default: the open one)",
  "cli.help.setup": "take over the configuration of this terminal; a file with one mistake changes nothing",
  "cli.help.setup.file": "the configuration; - is standard input",
  "cli.help.setup.after":
    "docs/terminal.sample.json is a whole example, and docs/configuration.md explains every member.",
  "cli.help.operator": "who may work here",
  "cli.help.operator.add": "add an operator; the first one is the owner",
  "cli.help.operator.name": "up to 20 letters or digits",
  "cli.help.operator.role": "what the operator may do (default: owner for the first, else cashier)",
  "cli.help.operator.owner": "the owner who adds; not needed for the first",
  "cli.help.operator.after":
    "Standard input, one line each: the PIN of --operator (not for the first), then the new PIN.",
  "cli.help.operator.list": "name the operators",
  "cli.help.keys": "the terminal master key",
  "cli.help.keys.load": "load the terminal master key into the PIN pad as two components",
  "cli.help.keys.operator": "an owner or manager",
  "cli.help.keys.after":
    "Standard input, one line each: the PIN of --operator, component 1, component 2 (32 hexadecimal digits each).",
  "cli.help.keys.status": "show which keys are loaded: check values, age, uses, and what is near its limit",
  "cli.help.keys.ceremony":
    "two people load the master key, one component each, with check values, on record",
  "cli.help.keys.ceremony.first": "who brings component 1: an owner or manager",
  "cli.help.keys.ceremony.second": "who brings component 2: another operator",
  "cli.help.keys.ceremony.algorithm": "cipher of the master key",
  "cli.help.keys.ceremony.after":
    "Standard input, one line each: PIN of --first, component 1, its check value; PIN of --second, component 2, its check value; check value of the whole key.",
  "cli.help.keys.import": "take a key in a TR-31 key block under the master key",
  "cli.help.keys.protect":
    "wrap the keys of the software module by a passphrase, or give them back to the key file",
  "cli.help.keys.protect.off": "back to the key file, without a passphrase",
  "cli.help.unlock": "open keys that a passphrase wraps: its line comes first on standard input",
  "cli.help.signIn": "sign in to the clearing host now; a card payment does it by itself when it is needed",
  "cli.help.doctor": "what works, what is missing, and what to do about it",
  "cli.help.doctor.after":
    "Lines that begin with + are fine; the others say what to do. The exit code is 0 when all are fine, else 5.",
  "cli.help.shift": "open and close the shift",
  "cli.help.shift.open": "open a shift",
  "cli.help.shift.float": "cash that lies in the drawer",
  "cli.help.shift.close": "close the shift and print the Z report; it always closes, without network too",
  "cli.help.shift.counted": "cash that was counted in the drawer",
  "cli.help.sale": "sell goods and take the money",
  "cli.help.sale.item":
    "goods by code; several times for several lines; QTY is a number of pieces, or kilograms of weighed goods",
  "cli.help.sale.amount": "goods without a code, by amount; may be given several times",
  "cli.help.sale.pay": "cash, cash:5.00, card or card:10.00, in this order; several for a split",
  "cli.help.sale.resume": "go on with a half-paid sale by its number",
  "cli.help.sale.signature": "whether the signature agrees, when one is due",
  "cli.help.sale.sameCard": "charge the same card and amount again",
  "cli.help.sale.application": "which application of the card, when it has several",
  "cli.help.sale.after":
    "Examples:\n  jinka sale --operator li --amount 12.34 --pay card\n  jinka sale --operator li --item 6901001100000*2 --item 6901002106858 --pay cash:100\n  jinka sale --operator li --amount 20 --pay cash:5.00 --pay card --signature yes\n  jinka sale --operator li --resume 7 --pay cash",
  "cli.help.signature": "say whether the signature on a merchant copy agrees; no takes the sale back",
  "cli.help.signature.answer": "yes or no",
  "cli.help.void": "take a sale back: its cards, then its counter-document, then its cash",
  "cli.help.void.sale": "a half-paid sale by its number: gives back what was paid",
  "cli.help.report": "x: print the figures of the open shift so far; z: show a closed shift's report again",
  "cli.help.report.which": "x or z",
  "cli.help.report.operator": "who asks for an X; the PIN is read from standard input",
  "cli.help.report.number": "which Z (default: the last)",
  "cli.help.verify": "read the whole journal and compare chain, states and sealed records; changes nothing",
  "cli.help.verify.head":
    "a head noted earlier, as `journal --json` tells it: the journal must still hold it",
  "cli.help.journal": "show the last rows of the journal, newest last",
  "cli.help.journal.limit": "how many rows",
  "cli.help.journal.before": "only rows before this number",
  "cli.help.reprint": "print stored papers again, marked as reprints",
  "cli.help.reprint.z": "a Z report by its number",
  "cli.help.recover": "bring what is open to an end: send reversals, print papers, and say what is left",
  "cli.help.recover.wait": "go on trying for this long",
  "cli.help.decode": "explain bytes in words, with secrets masked",
  "cli.help.decode.kind":
    "tlv for card data, 8583 for messages of the clearing host, apdu for commands and answers of a card, escpos for what a receipt printer is sent",
  "cli.help.decode.input":
    "hexadecimal digits, a file with them, with a trace or with the bytes, or - for standard input",
  "cli.help.decode.after":
    "Examples:\n  jinka decode tlv 9F0206000000001234\n  jinka decode 8583 message.hex --json\n  jinka decode apdu trace.log\n  jinka decode escpos receipt.bin",

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
  "doctor.parked.waiting":
    "Refused reversals: {count} wait for a person. `jinka recover` names them; call the bank.",
  "doctor.papers.owed":
    "Papers: {count} not printed yet. They print by themselves with the next command, when the printer is ready.",

  // --- offline day, upload, settlement ---------------------------------------------------------------
  "paper.settlement": "SETTLEMENT",
  "paper.balanced": "The bank counts the same.",
  "paper.unbalanced": "The bank counted otherwise; every record was sent.",
  "paper.unbalancedMeans": "Nothing is lost. Compare with the bank's own list.",
  "paper.batchSettled": "  settled",
  "paper.batchSettling": "  being settled",
  "paper.batchOpen": "  open",
  "paper.batchAll": "  With earlier shifts:",
  "paper.openUploadRefused":
    "Sale {sale}: the bank refused the offline payment, needs a person (voucher {stan})",
  "paper.openMore": "And {count} more",
  "refusal.reversalsWaiting":
    "{count} reversals are not acknowledged yet. Nothing was settled. Run `jinka recover` when the line is back.",
  "refusal.noticesWaiting":
    "The bank has not been told of {count} script results yet, nothing was settled. Try again when the line is up.",
  "refusal.uploadsWaiting":
    "{count} offline payments are not uploaded yet. Nothing was settled. Run `jinka upload` first.",
  "refusal.batchEmpty": "The batch has no card payments. There is nothing to settle.",
  "refusal.settling":
    "Batch {batchNumber} is being settled, so cards wait. Nothing was charged. Cash works; finish with `jinka settle`.",
  "refusal.uploadRefused":
    "The bank refused this offline payment. No money moved now. It cannot be voided: a person has to clear it with the bank.",
  "event.lineChanged": "Line to the host: up {isUp}",
  "event.uploadsBegun": "Upload begins",
  "event.uploadsAnswered": "Uploads answered",
  "event.settlementStarted": "Settlement of batch {batchNumber} begun by {operator}, totals frozen",
  "event.settlementAnswered": "The host has compared totals: balanced {balanced}",
  "event.settlementRefused":
    "The host refused the settlement with code {responseCode}; the batch is open again",
  "event.settlementTrouble": "Settlement interrupted ({reason})",
  "event.settlementRecordsSent": "{count} records of the batch sent, up to voucher {lastStan}",
  "event.settlementPhaseDone": "Part of the batch upload done ({phase})",
  "event.batchEnded": "Batch {batchNumber} is settled",

  // --- upload, settle, status -------------------------------------------------------------------------
  "cli.help.load": "load electronic cash onto a card",
  "cli.help.load.amount": "how much, in yuan",
  "cli.loadFromOther":
    "A load from another account takes two cards, and this till takes one at a time. Nothing was charged. Load from the card's own account or for cash.",
  "cli.help.load.from":
    "who pays for it: the card's own account or cash; another account is refused, because it takes two cards",
  "cli.help.card.print": "print what the card says about itself",
  "cli.help.card": "read a card: number, application, electronic cash and its log; no money moves",
  "cli.help.upload": "tell the bank about offline payments; Ctrl-C pauses, and nothing is lost",
  "cli.help.upload.after":
    "Reversals that are due go first. One connection is used, and each record is sent until it is answered.\nWhat the bank refuses for good is set aside for a person; the rest goes on.",
  "cli.help.settle": "close the batch with the bank: upload, compare totals, send records, end",
  "cli.help.settle.after":
    "While a batch is being settled cards wait; cash works. What was interrupted goes on with the next `jinka settle`.",
  "cli.help.status":
    "how the till stands without the bank: since when, how much, what comes next, for how long",
  "cli.uploadProgress": "{bar} {done}/{total}, CNY {amount} of {of}, {left} left",
  "cli.duration.seconds": "{seconds} s",
  "cli.duration.minutes": "{minutes} min",
  "cli.duration.hours": "{hours} h {minutes} min",
  "cli.duration.days": "{days} days",
  "cli.uploaded": "{count} offline payments uploaded, CNY {amount}.",
  "cli.uploadsRefused":
    "{count} offline payments refused by the bank for good. They stay in the books for a person; `jinka recover` names them.",
  "cli.uploadsLeft": "{count} offline payments are not uploaded yet. Nothing is lost.",
  "cli.nothingToUpload": "There is nothing to upload.",
  "cli.uploadStopped.paused": "Paused. Nothing is lost; `jinka upload` goes on where it stopped.",
  "cli.uploadStopped.noHost": "No clearing host is configured. Nothing was sent. Add it to terminal.json.",
  "cli.uploadStopped.hostUnreachable":
    "The bank cannot be reached. What was not acknowledged stays due, and nothing is lost. Check the line and try again.",
  "cli.uploadStopped.notSignedIn":
    "The terminal cannot sign in. What was not acknowledged stays due, and nothing is lost. Look at `jinka doctor`.",
  "cli.uploadStopped.reversalsWaiting":
    "Reversals go first, and the bank has not acknowledged them yet. Nothing was uploaded. Run `jinka recover --wait 60`.",
  "cli.uploadStopped.cardRecord":
    "The card of an offline payment cannot be read back. It stays due, and nothing is lost. Call for service.",
  "cli.uploadStopped.journal":
    "The journal cannot be written. Nothing more was sent, and nothing is lost. Look at `jinka doctor`.",
  "cli.settle.totals": "Comparing totals with the bank...",
  "cli.settle.records": "{count} records of the batch sent",
  "cli.settle.end": "Ending the batch...",
  "cli.settledBalanced": "Batch {batch} is settled. The bank counts the same.",
  "cli.settledUnbalanced":
    "Batch {batch} is closed, but the bank counted otherwise; every record was sent. Nothing is lost. Compare with the bank's own list.",
  "cli.settleStopped.paused":
    "Paused. Batch {batch} goes on where it stopped with `jinka settle`. Cards wait until then if its totals were sent; cash works.",
  "cli.settleStopped.noHost": "No clearing host is configured. Nothing was settled. Add it to terminal.json.",
  "cli.settleStopped.hostUnreachable":
    "The bank cannot be reached. Nothing is lost; batch {batch} goes on where it stopped with `jinka settle`. Cash works.",
  "cli.settleStopped.notSignedIn":
    "The terminal cannot sign in. Nothing is lost; batch {batch} goes on where it stopped. Look at `jinka doctor`.",
  "cli.settleStopped.reversalsWaiting":
    "Reversals go first, and the bank has not acknowledged them yet. Nothing was settled. Run `jinka recover --wait 60`.",
  "cli.settleStopped.cardRecord":
    "The card of a payment in batch {batch} cannot be read back. Nothing is lost. Call for service.",
  "cli.settleStopped.journal":
    "The journal cannot be written. Nothing is lost; batch {batch} goes on where it stopped. Look at `jinka doctor`.",
  "cli.settleStopped.settlementRefused":
    "The bank refuses to settle batch {batch}. Nothing was closed, and cards work on. `jinka journal` has its code; call the bank.",
  "cli.settleStopped.settlementTrouble":
    "The bank does not accept a message of the settlement of batch {batch}. Nothing is lost. Try `jinka settle` again, then call the bank. Cash works.",
  "cli.status.online": "The line to the bank is up.",
  "cli.status.notSignedIn": "The terminal is not signed in; it does so with the next card.",
  "cli.status.offline": "Without the bank since {since}.",
  "cli.status.nothingUnsent": "Every card payment is known to the bank.",
  "cli.status.unsent": "{count} card payments are not uploaded, CNY {amount}, the oldest {age} old.",
  "cli.status.reversalsDue": "{count} reversals are due; until they are through cards cannot go online.",
  "cli.status.parked": "{count} refused reversals wait for a person.",
  "cli.status.uploadsRefused": "{count} offline payments were refused by the bank and wait for a person.",
  "cli.status.next.count": "Next limit: the number of offline payments, {percent} % left.",
  "cli.status.next.sum": "Next limit: the sum of offline payments, {percent} % left.",
  "cli.status.next.age": "Next limit: the age of the oldest offline payment, {percent} % left.",
  "cli.status.ready": "Ready for {duration} without the bank; then {limit} ends it.",
  "cli.status.readyWithoutEnd": "Ready without the bank; nothing in sight ends it.",
  "cli.status.limit.age": "the age of the oldest offline payment",
  "cli.status.limit.count": "the number of offline payments",
  "cli.status.limit.sum": "the sum of offline payments",
  "cli.status.limit.disk": "the disk",
  "cli.status.limit.paper": "the paper",
  "cli.status.limit.clock": "the clock",
  "cli.status.limit.keys": "missing keys",
  "cli.status.limit.notSignedIn": "the missing sign-in",
  "cli.status.limit.notConfigured": "the configuration",
  "cli.status.notReady.age":
    "No more offline payments: the oldest one is too old. Cash works. Run `jinka upload` when the line is back.",
  "cli.status.notReady.count":
    "No more offline payments: there are as many as allowed. Cash works. Run `jinka upload` when the line is back.",
  "cli.status.notReady.sum":
    "No more offline payments: their sum is as high as allowed. Cash works. Run `jinka upload` when the line is back.",
  "cli.status.notReady.disk": "The disk is nearly full. Free some space before you sell on.",
  "cli.status.notReady.paper": "The printer has no paper. Put in a roll; papers that are owed come out then.",
  "cli.status.notReady.clock": "No offline payments: the clock stands behind the last sale. Set it.",
  "cli.status.notReady.keys":
    "No offline payments: no CA keys are configured, so no card can be checked without its bank. Add them to terminal.json.",
  "cli.status.notReady.notSignedIn":
    "No card can be taken offline: this terminal has to sign in to its host first. Cash works.",
  "cli.status.notReady.notConfigured":
    "No offline payments: terminal.json sets no limits for them. Cards need the line; cash works.",
  "cli.status.batch": "Batch {batch} is open: {sales} sales, {voids} voids, net CNY {net}.",
  "cli.status.settling":
    "Batch {batch} is being settled: {sales} sales, {voids} voids, net CNY {net}. Cards wait, cash works; finish with `jinka settle`.",
  "cli.help.report.batch": "of a Z: the settlement report of this batch",
  "cli.batchNotSettled":
    "Batch {batch} has no settlement report. Nothing was printed. `jinka status` shows the open batch.",

  // --- checkout ------------------------------------------------------------------------------------
  "paper.subtotal": "Subtotal",
  "paper.discount": "Discount",
  "paper.discountPercent": "Discount {percent}%",
  "paper.saved": "You saved",
  "event.lineDiscounted": "Line {lineNumber}: discount {discount}, by {operator}",
  "event.basketDiscounted": "Discount on the basket: {discount}, by {operator}",
  "event.saleHeld": "Sale put aside by {operator}",
  "event.saleResumed": "Sale taken up again by {operator}",
  "cli.word.noDiscount": "none",
  "refusal.quantityOnLabel":
    "The sum of {code} stands on its label. Nothing was changed. Weigh it again, or take the line out.",
  "refusal.discountAboveSum": "The discount is more than CNY {sum} allows. Nothing was changed. Enter less.",
  "refusal.discountTooHigh":
    "{name} ({role}) may give up to {limit}% away. Nothing was changed. Ask a manager to sign in, or enter less.",
  "till.refusal.notSetUp": "This terminal is not set up yet. Nothing was done. Ask whoever looks after it.",
  "till.refusal.noOwnerYet":
    "There is no operator yet. Nothing was done. Ask whoever looks after this terminal.",
  "till.refusal.reversalsWaiting":
    "{count} reversals are not acknowledged yet. Nothing was settled. Send them first, when the line is back.",
  "till.refusal.noticesWaiting":
    "The bank has not been told of {count} script results yet. Nothing was settled. Try again when the line is up.",
  "till.refusal.uploadsWaiting":
    "{count} offline payments are not uploaded yet. Nothing was settled. Upload them first.",
  "till.refusal.settling":
    "Batch {batchNumber} is being settled, so cards wait. Nothing was charged. Cash works; finish the settlement first.",
  "till.refused.stale": "The screen has changed meanwhile. Nothing was done. Look at it once more.",
  "till.refused.locked": "Nobody is signed in. Nothing was done. Sign in first.",
  "till.refused.signatureFirst":
    "The signature of the last card is not judged yet. Nothing was done. Compare it first.",
  "till.refused.tooLate":
    "The card can no longer be called off. Nothing was changed. Wait a moment: its end comes by itself.",
  "till.refused.bankBusy":
    "The till is already talking to the bank. Nothing was begun. Wait until it is done, or pause it.",
  "till.queryFailed": "The books cannot be read at the moment. Nothing was changed. Try again.",
  "till.notSetUp":
    "This terminal is not set up yet: it has no shop, no bank and no keys. Nothing can be sold. Ask whoever looks after it.",
  "till.noOwner":
    "There is no operator yet. Nothing can be sold. Ask whoever looks after this terminal to add the owner.",
  "till.cashTaken": "CNY {total} paid in cash.",
  "till.voided": "Void {number} is done. The money is on its way back to the card.",
  "till.voidedWithCash": "Void {number} is done. Hand back CNY {cash} in cash.",
  "till.noPrinter":
    "No printer is configured. Nothing was printed. The paper is kept and can be printed later.",
  "till.signature": "Let the customer sign the merchant copy, and compare the signature with the card.",
  "till.xDone": "X report {number} is made.",
  "till.zBalanced": "Shift closed with Z {number}. CNY {counted} counted: exactly what should be there.",
  "till.zDiffers":
    "Shift closed with Z {number}. CNY {counted} counted, CNY {expected} expected: difference {difference}.",
  "till.preview": "Receipt preview",
  "till.lastFate": "The till stopped during a card payment of CNY {amount} (sale {sale}). {fate}",
  "till.lastLoadFate": "The till stopped while a card was loaded with CNY {amount}. {fate}",
  "till.cardRead": "The card was read. No money moved. Take the card.",
  "till.cardHasNoCash": "This card has no electronic cash. No money moved. Take the card.",
  "till.cardLog.payment": "payment",
  "till.cardLog.load": "load",
  "till.step.preparing": "Getting ready for the card",
  "till.step.waitingForCard": "Insert the card",
  "till.step.waitingForCard.tap": "Tap the card",
  "till.step.waitingForCard.insertTap": "Insert or tap the card",
  "till.step.waitingForCard.insertSwipe": "Insert or swipe the card",
  "till.step.waitingForCard.tapSwipe": "Tap or swipe the card",
  "till.step.waitingForCard.insertTapSwipe": "Insert, tap or swipe the card",
  "till.step.presentAgain":
    "The card left the reader too early. Hold the same card to it again, until the till says that it is done",
  "till.step.presentOneCard": "More than one card is at the reader. Take them away and hold one card there",
  "till.step.seePhone": "Ask the customer to confirm on the phone and hold it to the reader again",
  "till.step.insertCard": "This payment needs the chip. Insert the card",
  "till.step.reading": "Reading the card. Leave it in",
  "till.step.enteringPin": "Ask the customer to enter the PIN on the pad",
  "till.step.wrongPin": "The PIN is wrong. Nothing was charged. Ask the customer to enter it again",
  "till.step.goingOnline": "Asking the bank",
  "till.step.completing": "Finishing with the card. Leave it in",
  "till.step.cancelling": "Calling it off",
  "till.bank.online": "The line to the bank is up.",
  "till.bank.offline": "Without the bank since {since}. Cash works; cards as far as their limits allow.",
  "till.bank.notSignedIn": "Not signed in to the bank yet; the next card does it.",
  "till.bank.notConfigured": "No bank is set up here. Cash works.",
  "till.bank.settling": "The batch is being settled: cards wait, cash works.",
  "till.bank.unsent": "{count} offline payments, CNY {amount}, are not uploaded yet.",
  "till.bank.reversals": "{count} reversals are under way.",
  "till.bank.needsPerson": "{count} cases need a call to the bank.",
  "till.work.recover": "Sending reversals",
  "till.work.upload": "Uploading offline payments",
  "till.work.settle": "Settling with the bank",
  "till.recover.done": "{count} reversals confirmed. Nothing more is in doubt.",
  "till.recover.left":
    "{count} reversals are still due. Nothing is lost; they go out again by themselves. Cash works.",
  "till.upload.done": "{count} offline payments uploaded, CNY {amount}.",
  "till.upload.nothing": "There is nothing to upload: the bank knows every payment.",
  "till.upload.left":
    "{count} offline payments uploaded, CNY {amount}; {left} are still due. Nothing is lost; they go out again by themselves.",
  "till.upload.refused":
    "{count} offline payments uploaded, CNY {amount}. The bank refused {refused} for good; they stay in the books. Call the bank.",
  "till.uploadStopped.paused":
    "Paused after {count} offline payments. {left} are still due, and nothing is lost. Go on when it suits.",
  "till.uploadStopped.noHost": "No bank is set up here. Nothing was sent.",
  "till.uploadStopped.hostUnreachable":
    "The bank cannot be reached. {left} offline payments are still due, and nothing is lost. Check the line; they go out by themselves when it is back.",
  "till.uploadStopped.notSignedIn":
    "The terminal cannot sign in to the bank. {left} offline payments are still due, and nothing is lost. Check keys and PIN pad.",
  "till.uploadStopped.reversalsWaiting":
    "Reversals go first, and the bank has not acknowledged them yet. {left} offline payments wait, and nothing is lost. Try again later.",
  "till.uploadStopped.cardRecord":
    "The card of an offline payment cannot be read back. It stays due, and nothing is lost. Call for service.",
  "till.uploadStopped.journal":
    "The books cannot be written. Nothing more was sent, and nothing is lost. Check the disk.",
  "till.settle.totals": "Comparing totals with the bank",
  "till.settle.list": "Sending the records of the batch",
  "till.settle.chip": "Sending the chip records of the batch",
  "till.settle.end": "Ending the batch",
  "till.settle.balanced": "Batch {batch} is settled. The bank counts the same.",
  "till.settle.unbalanced":
    "Batch {batch} is closed, but the bank counted otherwise; every record was sent. Nothing is lost. Compare with the bank's list.",
  "till.settleStopped.paused":
    "Paused. Nothing is lost; batch {batch} goes on where it stopped. Cards may wait until then; cash works.",
  "till.settleStopped.noHost": "No bank is set up here. Nothing was settled (batch {batch}).",
  "till.settleStopped.hostUnreachable":
    "The bank cannot be reached. Nothing is lost; batch {batch} goes on where it stopped. Check the line and settle again. Cash works.",
  "till.settleStopped.notSignedIn":
    "The terminal cannot sign in to the bank. Nothing is lost; batch {batch} goes on where it stopped. Check keys and PIN pad.",
  "till.settleStopped.reversalsWaiting":
    "Reversals go first, and the bank has not acknowledged them yet. Batch {batch} was not settled. Try again later.",
  "till.settleStopped.cardRecord":
    "The card of a payment in batch {batch} cannot be read back. Nothing is lost. Call for service.",
  "till.settleStopped.journal":
    "The books cannot be written. Nothing is lost; batch {batch} goes on where it stopped. Check the disk.",
  "till.settleStopped.settlementRefused":
    "The bank refuses to settle batch {batch}. Nothing was closed, and cards work on. Call the bank.",
  "till.settleStopped.settlementTrouble":
    "The bank does not accept a message of the settlement of batch {batch}. Nothing is lost. Settle again, then call the bank. Cash works.",
  "till.device.cardReader.ok": "Card reader ready: {names}.",
  "till.device.cardReader.unknown": "The card reader has not been asked yet.",
  "till.device.cardReader.none": "No card reader. Cash works. It comes back by itself when it is plugged in.",
  "till.device.cardReader.noService":
    "The smart-card service of this computer is not running. Cash works. Start the service; the reader comes back by itself.",
  "till.device.cardReader.otherName":
    "There is no card reader {wanted}. Cash works. Plug it in, or change the configuration.",
  "till.device.cardReader.notConfigured": "No card reader is configured here. Cash works.",
  "till.device.pinPad.ok": "PIN pad ready: {serial}.",
  "till.device.pinPad.unknown": "The PIN pad has not been asked yet.",
  "till.device.pinPad.silent":
    "The PIN pad does not answer. Cards cannot go online; cash works. Check its cable.",
  "till.device.pinPad.noMasterKey":
    "The PIN pad {serial} has no master key. Cards cannot go online; cash works. Have its key loaded.",
  "till.device.printer.ok": "Printer ready.",
  "till.device.printer.unknown": "The printer has not been asked yet.",
  "till.device.printer.nearEnd": "The paper is nearly at its end. Sales go on; have a roll at hand.",
  "till.device.printer.noPaper": "The printer is out of paper. Sales go on; receipts print when paper is in.",
  "till.device.printer.coverOpen":
    "The printer's cover is open. Sales go on; receipts print when it is closed.",
  "till.device.printer.cutterJammed":
    "The printer's cutter is jammed. Sales go on; clear it, then receipts print.",
  "till.device.printer.offline": "The printer is offline. Sales go on; receipts print when it is online.",
  "till.device.printer.silent":
    "The printer does not answer. Sales go on; check its cable and power, then receipts print.",
  "till.device.printer.owes": "Papers waiting to be printed: {count}.",
  "till.device.cashDrawer.ok": "The cash drawer is connected to the printer.",
  "till.device.cashDrawer.silent":
    "The cash drawer hangs on the printer, which does not answer. Open it with its key.",
  "till.device.host.ok": "The bank answers.",
  "till.device.host.notSignedIn": "Not signed in to the bank yet; the next card does it.",
  "till.device.host.offline":
    "The bank cannot be reached since {since}. Cash works. It is tried again by itself.",
  "cli.mistake.panPrefix": "it must be 1 to 10 digits, the first ones of card numbers",
  "cli.mistake.labelPrefix": "it must be two digits, 20 to 29",
  "cli.mistake.labelDigits": "prefix, goods and value must have twelve digits together",
  "cli.mistake.trainingHost":
    "a training till reaches only a host on this machine: 127.0.0.1, ::1 or localhost",
} as const;
