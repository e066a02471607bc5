import { applicationSelection } from "./application-selection-table.ts";
import { cardholderVerificationStep } from "./cardholder-verification-table.ts";
import type { ConformanceStep } from "./conformance-case.ts";
import { contactlessStep } from "./contactless-table.ts";
import { electronicCashStep } from "./electronic-cash-table.ts";
import { generateAcStep } from "./generate-ac-table.ts";
import { initiateApplicationStep } from "./initiate-application-table.ts";
import { issuerScriptsStep } from "./issuer-scripts-table.ts";
import { offlineDataAuthenticationStep } from "./offline-data-authentication-table.ts";
import { onlineProcessingStep } from "./online-processing-table.ts";
import { processingRestrictionsStep } from "./processing-restrictions-table.ts";
import { readApplicationDataStep } from "./read-application-data-table.ts";
import { smVariantStep } from "./sm-variant-table.ts";
import { terminalActionAnalysisStep } from "./terminal-action-analysis-table.ts";
import { terminalRiskManagementStep } from "./terminal-risk-management-table.ts";
import { transactionLogStep } from "./transaction-log-table.ts";

/** Every step in the order of EMV Book 3, section 8, then PBOC's own. */
export const CONFORMANCE_STEPS: readonly ConformanceStep[] = [
  applicationSelection,
  initiateApplicationStep,
  readApplicationDataStep,
  offlineDataAuthenticationStep,
  smVariantStep,
  processingRestrictionsStep,
  cardholderVerificationStep,
  terminalRiskManagementStep,
  terminalActionAnalysisStep,
  generateAcStep,
  onlineProcessingStep,
  issuerScriptsStep,
  transactionLogStep,
  electronicCashStep,
  contactlessStep,
];
