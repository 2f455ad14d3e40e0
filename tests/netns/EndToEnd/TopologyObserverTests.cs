using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;
using Falcon.Netns.Tests.Harness;
using Falcon.Vxlan;

namespace Falcon.Netns.Tests.EndToEnd;

/// <summary>A subscriber learns of all changes of overlays and ports, and cannot stop one half-way.</summary>
public sealed class TopologyObserverTests : IDisposable
{
    private const int Mtu = 1450;

    private readonly NamedNamespace _container = new();
    private readonly PortSet _set = PortSet.Create(PortLaneKind.Packet, workers: 1);
    private readonly ForwardingState _state =
        new(4789, new UnderlayIdentity([], []), [], [], new ForwardingTable(16, TimeSpan.FromMinutes(5)));
    private readonly ControlFaults _faults = new(_ => { });
    private readonly LiveTopology _topology;

    public TopologyObserverTests() => _topology = new LiveTopology(_state, _set, _faults);

    public void Dispose()
    {
        _set.Dispose();
        _container.Dispose();
    }

    [Fact]
    public void An_observer_that_throws_leaves_the_change_whole_and_is_told_of_the_next()
    {
        Recorder failing = new(), witness = new();
        _topology.Subscribe(failing);
        _topology.Subscribe(witness);
        failing.Fails = true;

        IReadOnlyList<DataplaneEvent> events = Become(Overlay(7, Port("web", 1)), Overlay(8, Port("db", 2)));

        Assert.Equal(["OverlayAdded", "OverlayAdded", "PortUp", "PortUp"], events.Select(change => change.Kind.ToString()).Order());
        Assert.True(_state.Vnis.TryFind(7, out _));
        Assert.True(_state.Vnis.TryFind(8, out _));
        Assert.All(_state.Ports, port => Assert.True(port is { Up: true, Removed: false }));
        Assert.Equal(["changed to 0", "added web", "added db", "changed to 2"], witness.Told);
        Assert.Equal(witness.Told, failing.Told);
        Assert.Equal(3, _faults.Read().Single(thread => thread.Thread == "topology").Faults);

        failing.Fails = false;
        Become(Overlay(7, Port("web", 1) with { MacLimit = 5 }));
        Assert.Equal(["leaving db", "changed web", "changed to 1"], failing.Told[4..]);
        Assert.Equal(witness.Told, failing.Told);
        Assert.Equal(3, _faults.Read().Single(thread => thread.Thread == "topology").Faults);
    }

    [Fact]
    public void Who_subscribes_late_is_told_of_all_that_there_is()
    {
        Become(Overlay(7, Port("web", 1)), Overlay(8, Port("db", 2)));
        var late = new Recorder();
        _topology.Subscribe(late);
        Assert.Equal(["added web", "added db", "changed to 2"], late.Told);
    }

    [Fact]
    public void Who_cannot_begin_does_not_follow()
    {
        var failing = new Recorder { Fails = true };
        Assert.Throws<InvalidOperationException>(() => _topology.Subscribe(failing));
        Become(Overlay(7));
        Assert.Equal(["changed to 0"], failing.Told);
    }

    private IReadOnlyList<DataplaneEvent> Become(params IReadOnlyList<WantedOverlay> overlays) => _topology.Become(overlays, TimeSpan.Zero);

    private static WantedOverlay Overlay(uint vni, params IReadOnlyList<PortOptions> ports) =>
        new(new OverlayOptions { Vni = vni, Ports = ports }, Mtu);

    private PortOptions Port(string name, byte number) => new()
    {
        Name = name,
        Netns = _container.Name,
        Device = $"eth{number}",
        Mac = MacAddress.Read([2, 0, 0, 0, 0, number]),
    };

    /// <summary>Records its calls; throws after each one if it is told to.</summary>
    private sealed class Recorder : ITopologyObserver
    {
        public bool Fails { get; set; }

        public List<string> Told { get; } = [];

        public void PortAdded(Port port, WantedPort wanted) => Note($"added {wanted.Options.Name}");

        public void PortChanged(Port port, WantedPort from, WantedPort to) => Note($"changed {to.Options.Name}");

        public void PortLeaving(Port port, WantedPort was) => Note($"leaving {was.Options.Name}");

        public void Changed(TopologyChange change) => Note($"changed to {change.Overlays.Count}");

        private void Note(string what)
        {
            Told.Add(what);
            if (Fails) throw new InvalidOperationException("injected");
        }
    }
}
