using System.Globalization;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Run;

/// <summary>This executable in its small roles: as a compute-bound victim, and as a socket that nobody reads.</summary>
public static class Self
{
    public const string VictimRole = "victim";
    public const string IdleSocketRole = "idle-socket";

    /// <summary>Computes for so long.</summary>
    public static Command VictimTime(TimeSpan time) =>
        new(Environment.ProcessPath!, VictimRole, "--seconds", time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>Computes so much.</summary>
    public static Command VictimWork(long units) =>
        new(Environment.ProcessPath!, VictimRole, "--units", units.ToString(CultureInfo.InvariantCulture));

    /// <summary>Binds a UDP port and leaves what arrives.</summary>
    public static Command IdleSocket(int port) =>
        new(Environment.ProcessPath!, IdleSocketRole, "--port", port.ToString(CultureInfo.InvariantCulture));
}
