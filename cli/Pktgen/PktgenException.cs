namespace Falcon.Cli.Pktgen;

/// <summary>The generator or the sink cannot start; the message says why and what would be right.</summary>
/// <param name="exitCode">What the process ends with: 2 for a bad argument, 3 when the machine lacks something, 1 otherwise.</param>
/// <param name="message">For the user.</param>
internal sealed class PktgenException(int exitCode, string message) : Exception(message)
{
    public const int Fault = 1;
    public const int BadUsage = 2;
    public const int PreflightFailed = 3;

    public int ExitCode => exitCode;
}
