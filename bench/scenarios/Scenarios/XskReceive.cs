using System.Net;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Bench.Scenarios.Model;
using Falcon.Bench.Scenarios.Tools;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Pktgen;
using Falcon.Testing;
using Falcon.Testing.Processes;
using Falcon.Xsk.Links;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Scenarios.Scenarios;

/// <summary>
/// What AF_XDP brings in at best: VXLAN frames of 110 bytes are received through the uplink program and dropped after reading.
/// </summary>
public sealed class XskReceive : Scenario
{
    private const string Device = "eth1";
    private const uint Vni = 100;
    private const int Ring = 2048;

    private static readonly IPAddress s_wire = IPAddress.Parse("10.99.0.2");
    private static readonly IPAddress s_host = IPAddress.Parse("10.99.0.1");
    private static readonly byte[] s_hostMac = [2, 0, 0, 0, 0, 1];

    public override string Name => "xsk-receive";

    public override string Description => "AF_XDP receive alone, 110-byte VXLAN frames on a veth, sender on the other CPU";

    public override int Order => 18;

    public override Topology Topology => Topology.InProcess;

    public override IReadOnlyList<Metric> Metrics { get; } = [new("received", "Mpps")];

    public override string Item => "frame";

    public override IReadOnlyList<string> Variants => ["falcon"];

    public override async Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel)
    {
        using var wire = NetworkNamespace.CreateAnonymous();
        using var host = NetworkNamespace.CreateAnonymous();
        int ifIndex = Connect(wire, host);
        using var umem = Umem.Allocate(4 * Ring);
        using UplinkProgram program = host.Run(() => UplinkProgram.Attach(ifIndex, XskBindMode.Copy, 4789, queues: 1));
        XskSocket socket =
            host.Run(() => XskSocket.Open(new XskSocketOptions { IfIndex = ifIndex, Umem = umem, FillSize = Ring, CompletionSize = Ring }));
        using var lane = new XskUplinkLane(0, [socket]);
        program.AddVtep(s_host);
        program.AddVni(Vni);
        program.SetSocket(0, socket);

        using var receiver = new Receiver(lane, new FramePool(umem), run.ReceiverCpu);
        await using RunningCommand generator = StartGenerator(wire, run);
        CommandResult result = await generator.EndsAsync(run.Duration + TimeSpan.FromSeconds(15), cancel);
        if (result.ExitCode != 0) throw new InvalidRunException($"falcon pktgen failed: {result.Reason}");

        GeneratorReport sent = PktgenJson.Generator(result.Output);
        long received = receiver.Stop();
        return new Outcome
        {
            Values = new Dictionary<string, double> { ["received"] = received / sent.Seconds / 1e6 },
            Loss = Math.Max(0, 1 - (double)received / sent.Frames),
        };
    }

    private static int Connect(NetworkNamespace wire, NetworkNamespace host)
    {
        wire.DisableIpv6();
        host.DisableIpv6();
        wire.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            netlink.CreateVeth(new VethOptions { Name = Device, PeerName = Device, PeerNamespaceFd = host.Fd, PeerMac = s_hostMac });
            netlink.SetUp(netlink.FindLink(Device)!.IfIndex);
        });
        return host.Run(() =>
        {
            using var netlink = RtNetlink.Open();
            int ifIndex = netlink.FindLink(Device)!.IfIndex;
            netlink.SetUp(ifIndex);
            return ifIndex;
        });
    }

    /// <summary>A child inherits the namespace of the thread that starts it.</summary>
    private static RunningCommand StartGenerator(NetworkNamespace wire, RunContext run)
    {
        string[] arguments =
        [
            "pktgen", "--device", Device, "--vxlan-vni", $"{Vni}", "--outer-from", $"{s_wire}", "--outer-to", $"{s_host}", "--outer-to-mac",
            "02:00:00:00:00:01",
            "--from-ip", "192.168.100.21", "--to-ip", "192.168.100.11", "--to-mac", "02:00:00:00:01:01", "--size", "18",
            "--cpu", $"{run.SenderCpu}", "--seconds", $"{run.Duration.TotalSeconds}", "--json",
        ];
        return wire.Run(() => new Command(Repository.Falcon, arguments).Start());
    }

    /// <summary>A pinned thread that takes frames, looks at them and gives them back.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly XskUplinkLane _lane;
        private readonly FrameCache _cache;
        private readonly Thread _thread;
        private volatile bool _stopping;

        public Receiver(XskUplinkLane lane, FramePool pool, int cpu)
        {
            _lane = lane;
            _cache = pool.CreateCache();
            _thread = new Thread(() => Run(cpu)) { IsBackground = true };
            _thread.Start();
        }

        public long Stop()
        {
            Dispose();
            return _lane.Traffic.RxFrames;
        }

        public void Dispose()
        {
            _stopping = true;
            _thread.Join();
        }

        private void Run(int cpu)
        {
            ThreadAffinity.Pin(cpu);
            var frames = new Frame[64];
            while (!_stopping)
            {
                int received = _lane.Receive(frames, _cache);
                foreach (ref readonly Frame frame in frames.AsSpan(0, received)) _cache.Return(frame.Offset);
            }
        }
    }
}
