namespace Falcon.Control.Daemon;

/// <summary>The exit codes of the executable.</summary>
public static class ExitCode
{
    /// <summary>Success; also after SIGTERM and SIGINT.</summary>
    public const int Fine = 0;

    /// <summary>A fault while running, or no daemon to ask.</summary>
    public const int Fault = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>A capability, device or kernel feature is missing.</summary>
    public const int Preflight = 3;
}
