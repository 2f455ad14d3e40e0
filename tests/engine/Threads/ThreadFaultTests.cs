using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Balancing;
using Falcon.Engine.Events;
using Falcon.Engine.Handoff;
using Falcon.Engine.Options;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Uplinks;
using Falcon.Engine.Vteps;
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Threads;

/// <summary>The engine's control threads survive an unexpected exception and continue.</summary>
public sealed class ThreadFaultTests : IDisposable
{
    private static readonly IPAddress s_stranger = IPAddress.Parse("192.0.2.7");

    private readonly Channel<DataplaneEvent> _events = Channel.CreateUnbounded<DataplaneEvent>();
    private readonly HandoffRings _rings = new(workers: 1);
    private readonly Underlay _underlay =
        new([], new DataplaneOptions { Uplinks = [], Workers = [0], LocalVteps = [IPAddress.Parse("192.0.2.1")] });
    private readonly ForwardingState _state;
    private readonly ControlFaults _faults;

    public ThreadFaultTests()
    {
        _state = new ForwardingState(4789, _underlay.Identify(), [], [], new ForwardingTable(16, TimeSpan.FromMinutes(5)));
        _faults = new ControlFaults(fault => _events.Writer.TryWrite(fault));
    }

    public void Dispose() => _rings.Dispose();

    [Fact]
    public async Task The_resolver_of_vteps()
    {
        FailingReader strangers = new(VtepAddress.ToUInt128(s_stranger));
        using (StartResolver(strangers, _events.Writer))
        {
            await AssertToldAsync("vteps");
            await strangers.Read.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }

        Assert.True(_state.Vteps.Find(VtepAddress.ToUInt128(s_stranger)) >= 0);
    }

    [Fact]
    public async Task The_resolver_of_vteps_with_one_of_them_goes_on_with_the_next()
    {
        IPAddress first = IPAddress.Parse("192.0.2.8"), second = IPAddress.Parse("192.0.2.9");
        Assert.NotNull(_state.Vteps.Add(first));
        Assert.NotNull(_state.Vteps.Add(second));
        LoopCounter loops = new();
        FailingWriter events = new(_events.Writer, first, second, () => loops.Loops);
        using (StartResolver(loops, events))
        {
            await AssertToldAsync("vteps");
            Assert.Equal(1, await events.LoopsAtSecond.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        }
    }

    private VtepResolver StartResolver(ChannelReader<UInt128> strangers, ChannelWriter<DataplaneEvent> events)
    {
        OuterHeaderFactory headers = new(_underlay, 4789, udpChecksum: false);
        return new VtepResolver(_state, _underlay, headers, strangers, new PipelineFence(_state.Epoch, [], _rings), events, _faults);
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
        do told = await _events.Reader.ReadAsync(patience.Token); // without root it cannot read ICMP, and reports that
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

    /// <summary>Has no addresses; counts how often the resolver's loop reads it.</summary>
    private sealed class LoopCounter : ChannelReader<UInt128>
    {
        public int Loops { get; private set; }

        public override bool TryRead(out UInt128 item)
        {
            item = default;
            Loops++;
            return false;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    /// <summary>Throws at events of the first VTEP; notes how far the loop is at events of the second.</summary>
    private sealed class FailingWriter(ChannelWriter<DataplaneEvent> events, IPAddress first, IPAddress second, Func<int> loops)
        : ChannelWriter<DataplaneEvent>
    {
        public TaskCompletionSource<int> LoopsAtSecond { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool TryWrite(DataplaneEvent item)
        {
            if (item.Subject == first.ToString()) throw new InvalidOperationException("injected");
            if (item.Subject == second.ToString()) LoopsAtSecond.TrySetResult(loops());
            return events.TryWrite(item);
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    /// <summary>Throws once, then knows nothing.</summary>
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
