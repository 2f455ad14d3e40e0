namespace Falcon.Cli.Demo;

/// <summary>What a program left behind.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);
