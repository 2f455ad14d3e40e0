using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>Falcon stopped for a while (SIGSTOP), so that frames wait for it; goes on when disposed.</summary>
public sealed class PausedDaemon : IDisposable
{
    private readonly string _pid;

    private PausedDaemon(string pid)
    {
        _pid = pid;
        Signal("STOP");
    }

    public static PausedDaemon On(Host host) => new(File.ReadAllText(Path.ChangeExtension(host.Log, ".pid")).Trim());

    public void Dispose() => Signal("CONT");

    private void Signal(string signal) => Command.Run("kill", ["-s", signal, _pid]).Succeeds();
}
