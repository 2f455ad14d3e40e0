using System.Threading.Channels;
using Falcon.Engine.Budgets;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Netns.Tests.Harness;
using Falcon.Vxlan;
using Falcon.Xsk.Programs;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>Control threads that need real devices survive an unexpected exception and continue.</summary>
public sealed class EngineThreadFaultTests : IDisposable
{
    private readonly NamedNamespace _container = new();
    private readonly PortSet _set = PortSet.Create(PortLaneKind.Packet, workers: 1);
    private readonly ForwardingState _state =
        new(4789, new UnderlayIdentity([], []), [], [], new ForwardingTable(16, TimeSpan.FromMinutes(5)));
    private readonly ControlFaults _faults = new(_ => { });
    private readonly Port _port;

    public EngineThreadFaultTests()
    {
        var mac = MacAddress.Read([2, 0, 0, 0, 0, 7]);
        PortPlan plan = _set.NewPlan(0, new PortOptions { Name = "web", Netns = _container.Name, Device = "eth0", Mac = mac }, 1450);
        _set.Put(plan, attachment: null);
        _port = new Port(0, 0, plan.IfIndex, mac) { DownReason = "not tried yet" };
        _state.Add(_port);
    }

    public void Dispose()
    {
        _set.Dispose();
        _container.Dispose();
    }

    [Fact]
    public void The_monitor_of_ports()
    {
        using var monitor = new PortMonitor(_set, _state, new FailingWriter(), _faults);
        Eventually.True(() => _faults.Read().Single().Faults == 1, "it has not failed");
        Eventually.True(() => _port.Up, "the port is down");
        _container.Ip("link del eth0");
        Eventually.True(() => !_port.Up, "nobody looks after the port any more");
        Eventually.True(() => _port.Up, "the port stays down");
    }

    [Fact]
    public void The_keeper_of_budgets()
    {
        using var table = ThrottleTable.Create(ForwardingState.MostPorts);
        var bills = new FailingBills();
        using var keeper = new BudgetKeeper(_set, table, holds: null, bills, new FailingWriter(), _faults);
        keeper.Set(_port, new BudgetOptions { Quota = TimeSpan.FromMilliseconds(10), Period = TimeSpan.FromMilliseconds(100) });
        bills.Fail = true;
        Eventually.True(() => _faults.Read().Single().Faults > 0, "it has not failed");
        bills.Fail = false;
        int asked = bills.Asked;
        Eventually.True(() => bills.Asked > asked + 3, "nobody looks at the bills any more");
    }

    /// <summary>Throws once.</summary>
    private sealed class FailingWriter : ChannelWriter<DataplaneEvent>
    {
        private int _writes;

        public override bool TryWrite(DataplaneEvent item) =>
            Interlocked.Increment(ref _writes) > 1 ? true : throw new InvalidOperationException("injected");

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(true);
    }

    private sealed class FailingBills : IBills
    {
        private int _asked;

        public volatile bool Fail;

        public int Asked => Volatile.Read(ref _asked);

        public int Workers => 1;

        public long AllBilledNanoseconds => 0;

        public long LostNanoseconds => 0;

        public long BilledNanoseconds(int port)
        {
            Interlocked.Increment(ref _asked);
            return Fail ? throw new InvalidOperationException("injected") : 0;
        }
    }
}
