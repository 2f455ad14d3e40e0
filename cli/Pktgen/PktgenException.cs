namespace Falcon.Cli.Pktgen;

/// <summary>The generator or the sink cannot start; the message says why and what would be right.</summary>
/// <param name="exitCode">An <see cref="Falcon.Control.Daemon.ExitCode"/>.</param>
/// <param name="message">For the user.</param>
internal sealed class PktgenException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
