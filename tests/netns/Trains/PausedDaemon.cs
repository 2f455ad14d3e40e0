using System.Globalization;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Trains;

/// <summary>Stops Falcon for a while (SIGSTOP), so that frames wait for it; it continues when this is disposed.</summary>
public sealed class PausedDaemon : IDisposable
{
    private readonly int _pid;

    private PausedDaemon(int pid)
    {
        _pid = pid;
        Signals.Send(pid, Signal.Stop);
    }

    public static PausedDaemon On(Host host) =>
        new(int.Parse(File.ReadAllText(Path.ChangeExtension(host.Log, ".pid")), CultureInfo.InvariantCulture));

    public void Dispose() => Signals.Send(_pid, Signal.Continue);
}
