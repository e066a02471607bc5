#!/usr/bin/env node
import { buildProgram, runProgram } from "../../main/cli/program.ts";
import { addDemoCommand } from "./demo-command.ts";
import { addSimulateCommand } from "./simulate-command.ts";

/** The terminal's command line, with the simulators and the demo day beside it. */
const program = buildProgram({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
});
addSimulateCommand(program.command, program.run);
addDemoCommand(program.command, program.run);
process.exitCode = await runProgram(program, process.argv.slice(2));
