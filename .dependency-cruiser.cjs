/** Import zones of docs/architecture.md. Each rule says in a sentence what it protects. */
const only = (name, comment, from, allowed, extra = {}) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, ...extra.from },
  to: { pathNot: [from, ...allowed], ...extra.to },
});

/** Libraries without I/O that pure code may use. */
const PURE_LIBRARIES = ["^node_modules/@noble/hashes/", "^node_modules/sm-crypto-v2/"];
const LIBRARIES = "^(node_modules/|bwip-js/node$)";
const NODE = "^(node:)?[a-z_/0-9]+$";
const PAGE_LIBRARIES = "^(node_modules/|bwip-js/browser$)";
/** How a page is built is no part of the page. */
const BUILD_CONFIG = "/vite\\.config\\.ts$";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A data path reads in one direction; a cycle means that two files are one purpose.",
      severity: "error",
      from: {},
      to: { circular: true, dependencyTypesNot: ["type-only"] },
    },
    only(
      "domain-is-pure",
      "The rules of the money know no device, no clock and no store: they import only themselves and pure libraries.",
      "^main/domain/",
      PURE_LIBRARIES,
    ),
    only(
      "ports-are-interfaces",
      "A port is a promise in the domain's words; it imports domain types and other ports only.",
      "^main/ports/",
      ["^main/domain/"],
    ),
    only(
      "application-orders-effects",
      "The order of effects must be testable without a device: application imports domain and ports only.",
      "^main/application/",
      // The checkout's view and commands are the contract itself: one list, not two that agree.
      ["^main/domain/", "^main/ports/", "^main/ipc/contract\\.ts$"],
    ),
    only(
      "store-is-an-adapter",
      "The store knows the domain's types and the journal port, and nothing of devices or of the order of effects.",
      "^main/store/",
      ["^main/domain/", "^main/ports/", LIBRARIES, NODE],
    ),
    only(
      "system-is-an-adapter",
      "Clock, entropy, keys and paths of the machine; they know ports, not each other's users.",
      "^main/system/",
      ["^main/domain/", "^main/ports/", LIBRARIES, NODE],
    ),
    only("audit-is-an-adapter", "The audit log sees what it is given and nothing else.", "^main/audit/", [
      "^main/domain/",
      "^main/ports/",
      LIBRARIES,
      NODE,
    ]),
    only(
      "ipc-is-the-edge",
      "What a screen may ask is decided here and done by the application.",
      "^main/ipc/",
      ["^main/application/", "^main/domain/", LIBRARIES, NODE],
    ),
    {
      name: "page-knows-the-contract-only",
      comment:
        "A screen shows what it is told and sends intents: of the terminal it knows the contract and nothing else.",
      severity: "error",
      from: { path: "^renderer/", pathNot: BUILD_CONFIG },
      to: {
        pathNot: [
          "^renderer/",
          "^main/ipc/contract(-version)?\\.ts$",
          "^main/ipc/transport\\.ts$",
          PAGE_LIBRARIES,
        ],
      },
    },
    {
      name: "page-takes-types-of-the-contract",
      comment: "The contract's schemas bring a library that no page needs: pages take its types alone.",
      severity: "error",
      from: { path: "^renderer/" },
      to: { path: "^main/ipc/contract\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-the-bridge-knows-the-line",
      comment: "Which line leads to the terminal is the matter of renderer/bridge.ts alone.",
      severity: "error",
      from: { path: "^renderer/", pathNot: "^renderer/bridge\\.ts$" },
      to: { path: "^main/ipc/transport\\.ts$" },
    },
    {
      name: "dock-page-knows-its-contract-only",
      comment: "The dock's page shows what its server tells: it knows their contract and no simulator.",
      severity: "error",
      from: { path: "^simulators/dock/page/", pathNot: BUILD_CONFIG },
      to: { pathNot: ["^simulators/dock/page/", "^simulators/dock/dock-contract\\.ts$", PAGE_LIBRARIES] },
    },
    {
      name: "nothing-imports-pages",
      comment: "Pages are built and served as files; the terminal and its simulators run without them.",
      severity: "error",
      from: { path: "^(main|drivers|simulators)/", pathNot: "^simulators/dock/page/" },
      to: { path: "^(renderer|simulators/dock/page)/" },
    },
    {
      name: "drivers-speak-to-devices",
      comment: "A driver turns bytes into data behind a port; it knows no other driver but the serial link.",
      severity: "error",
      from: { path: "^drivers/([^/]+)/" },
      to: { pathNot: ["^drivers/$1/", "^drivers/serial/", "^main/ports/", "^main/domain/", LIBRARIES, NODE] },
    },
    {
      name: "simulators-are-the-other-side",
      comment:
        "A simulator may use a driver's codec, never its link: otherwise one mistake would agree with itself.",
      severity: "error",
      from: { path: "^simulators/", pathNot: "^simulators/dock/" },
      to: {
        pathNot: [
          "^simulators/(?!dock/)",
          "^main/ports/",
          "^main/domain/",
          "^drivers/[^/]+/codec",
          "^drivers/serial/",
          LIBRARIES,
          NODE,
        ],
      },
    },
    {
      name: "only-compose-names-drivers",
      comment:
        "Concrete drivers, store and system adapters are named in main/compose.ts and nowhere else in main.",
      severity: "error",
      // The lens of the ISO 8583 driver opens no device; `jinka decode` shows it.
      from: { path: "^main/", pathNot: "^main/(compose|cli/commands/decode)\\.ts$" },
      to: { path: "^drivers/" },
    },
    {
      name: "production-never-simulates",
      comment: "No production entry can reach a simulator: what pretends stays on the other side.",
      severity: "error",
      from: { path: "^(main|drivers)/" },
      to: { path: "^(simulators|test|tools)/", reachable: true },
    },
    {
      name: "nothing-imports-tests",
      comment: "Product code and simulators stand without the tests.",
      severity: "error",
      from: { pathNot: "^(test|tools)/" },
      to: { path: "^test/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".json"] },
  },
};
