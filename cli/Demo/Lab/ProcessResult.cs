namespace Falcon.Cli.Demo;

/// <summary>The result of a program.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);
