using System.Globalization;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.KernelPath;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// Nothing passes by what was removed once <see cref="KernelPathTables.Settle"/> has returned, while a container floods another one of its
/// host and one behind a VTEP. Both the programs and the devices behind them count.
/// </summary>
public sealed class KernelPathRemovalTests : IDisposable
{
    private const string Port = "4000";
    private const int Noise = 10; // frames of neighbour and multicast discovery that the kernel itself sends

    private static readonly int s_times =
        int.Parse(Environment.GetEnvironmentVariable("FALCON_REMOVALS") ?? "20", CultureInfo.InvariantCulture);

    private readonly KernelPathLab _lab = new();
    private readonly RunningCommand[] _commands;

    public KernelPathRemovalTests()
    {
        Requirements.Check();
        _lab.Fill();
        _commands = [Listen(1), Listen(2), Flood(to: 1), Flood(to: 2)]; // nobody answers that nobody listens
    }

    [Theory]
    [InlineData("port", true, false)]
    [InlineData("sender", true, true)]
    [InlineData("address", true, false)]
    [InlineData("moved address", true, false)]
    [InlineData("VTEP", false, true)]
    [InlineData("overlay", true, true)]
    [InlineData("everything", true, true)]
    public void No_frame_passes_once_a_removal_has_returned(string what, bool stopsLocal, bool stopsRemote)
    {
        for (int time = 0; time < s_times; time++)
        {
            _lab.Fill();
            Counts filled = Read();
            Eventually.True(() => Read() is var now && now.Local > filled.Local && now.Remote > filled.Remote, "nothing passes");
            Remove(what);
            _lab.Tables.Settle();
            Counts returned = Read();
            Eventually.True(() => Read().Tried > returned.Tried + 200, "nothing is sent");
            Counts later = Read();
            if (stopsLocal) AssertStopped(later.Local - returned.Local, later.LocalCarried - returned.LocalCarried);
            if (stopsRemote) AssertStopped(later.Remote - returned.Remote, later.RemoteCarried - returned.RemoteCarried);
        }
    }

    public void Dispose()
    {
        foreach (RunningCommand command in _commands)
        {
            command.Signal(Signal.Kill);
            command.Ends();
        }

        _lab.Dispose();
    }

    private void Remove(string what)
    {
        KernelPathTables tables = _lab.Tables;
        switch (what)
        {
            case "port": tables.RemovePort(1); break;
            case "sender": tables.RemovePort(0); break;
            case "address": tables.RemoveEntry(KernelPathLab.Vni, KernelPathLab.MacOf(1)); break;
            case "moved address": Move(1); break;
            case "VTEP": tables.RemoveVtep(KernelPathLab.Vtep); break;
            case "overlay": tables.RevokeOverlay(KernelPathLab.Overlay); break;
            default: tables.RevokeAll(); break;
        }
    }

    private void Move(int container) => Assert.True(_lab.Tables.SetEntry(
        KernelPathLab.Vni, KernelPathLab.MacOf(container), KernelPathLab.Overlay, PathTarget.Vtep(KernelPathLab.Vtep), KernelPathLab.Mtu));

    private RunningCommand Flood(int to) =>
        _lab.Container(0).StartScript("udp_flood.py", KernelPathLab.AddressOf(to, ipv6: false), Port, "3600");

    private RunningCommand Listen(int container) => _lab.Container(container).StartScript("udp_mute.py", Port).Says("ready");

    private Counts Read()
    {
        PathTraffic sender = _lab.Tables.ReadPort(0);
        long left = Enum.GetValues<NotMine>().Sum(sender.Of);
        return new Counts(
            _lab.ReceivedBy(1), _lab.SentOnWire(), _lab.Tables.ReadPort(1).ReceivedFrames, _lab.Tables.ReadWire().SentFrames,
            sender.SentFrames + left);
    }

    private static void AssertStopped(long byDevice, long byPrograms)
    {
        Assert.Equal(0, byPrograms);
        Assert.InRange(byDevice, 0, Noise);
    }

    private readonly record struct Counts(long Local, long Remote, long LocalCarried, long RemoteCarried, long Tried);
}
