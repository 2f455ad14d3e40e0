using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Balancing;
using Falcon.Engine.Handoff;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Uplinks;
using Falcon.Engine.Vteps;
using Falcon.Engine.Workers;
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Threads;

/// <summary>Control threads of the engine meet an exception that nobody expected, and work on after it.</summary>
public sealed class ThreadFaultTests
{
    private static readonly IPAddress s_stranger = IPAddress.Parse("192.0.2.7");

    private readonly Channel<DataplaneEvent> _events = Channel.CreateUnbounded<DataplaneEvent>();
    private readonly ControlFaults _faults;

    public ThreadFaultTests() => _faults = new ControlFaults(fault => _events.Writer.TryWrite(fault));

    [Fact]
    public async Task The_resolver_of_vteps()
    {
        FailingReader strangers = new(VtepAddress.ToUInt128(s_stranger));
        ForwardingTable fdb = new(16, TimeSpan.FromMinutes(5));
        IPAddress[] local = [IPAddress.Parse("192.0.2.1")];
        Underlay underlay = new([], new DataplaneOptions { Uplinks = [], Workers = [0], LocalVteps = local });
        ForwardingState state = new(4789, underlay.Identify(), [], [], fdb);
        OuterHeaderFactory headers = new(underlay, 4789, udpChecksum: false);
        using HandoffMesh mesh = new(workers: 1);
        using (new VtepResolver(state, underlay, headers, strangers, new PipelineFence([], mesh), _events.Writer, _faults))
        {
            await AssertToldAsync("vteps");
            await strangers.Read.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }

        Assert.True(state.Vteps.Find(VtepAddress.ToUInt128(s_stranger)) >= 0);
    }

    [Fact]
    public async Task The_balancer()
    {
        FailingMeter meter = new();
        WorkerLoad[] loads = [new(64), new(64)];
        using SteeringController steering = new([], loads, new Placement(2, 64), new SteeringOptions(), meter, flows: null, _faults);
        await AssertToldAsync("steering");
        await meter.Read.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task AssertToldAsync(string thread)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        DataplaneEvent told;
        do told = await _events.Reader.ReadAsync(patience.Token); // without root it cannot hear ICMP, and says so
        while (told.Kind != DataplaneEventKind.ControlFault);
        Assert.Equal(thread, told.Subject);
        Assert.NotEqual(0, Assert.Single(_faults.Read(), count => count.Thread == thread).Faults);
    }

    /// <summary>Fails once, then has one address.</summary>
    private sealed class FailingReader(UInt128 address) : ChannelReader<UInt128>
    {
        private int _reads;

        public TaskCompletionSource Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool TryRead(out UInt128 item)
        {
            item = address;
            int read = _reads++;
            if (read == 0) throw new InvalidOperationException("injected");
            if (read == 2) Read.TrySetResult();
            return read == 1;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    /// <summary>Fails once, then knows nothing.</summary>
    private sealed class FailingMeter : ICpuMeter
    {
        private int _reads;

        public TaskCompletionSource Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryRead(IReadOnlyList<int> cpus, Span<long> idle)
        {
            if (_reads++ == 0) throw new InvalidOperationException("injected");
            Read.TrySetResult();
            return false;
        }
    }
}
