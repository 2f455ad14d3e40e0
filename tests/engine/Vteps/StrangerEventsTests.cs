using System.Net;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;
using Falcon.Engine.Vteps;
using Falcon.Vxlan;

namespace Falcon.Engine.Tests.Vteps;

public sealed class StrangerEventsTests
{
    private readonly VtepTable _vteps = new();
    private readonly Channel<DataplaneEvent> _events = Channel.CreateUnbounded<DataplaneEvent>();
    private readonly StrangerEvents _stranger;
    private long _now = 1_000_000;

    public StrangerEventsTests()
    {
        _stranger = new StrangerEvents(_vteps, _events.Writer, () => _now);
        _stranger.Look();
    }

    [Fact]
    public void Configured_ones_are_told_of_one_by_one()
    {
        Vtep peer = _vteps.Add(IPAddress.Parse("10.0.0.1"))!;
        for (int i = 0; i < 100; i++) _stranger.Tell(peer, DataplaneEventKind.VtepResolved, "reached");
        Assert.Equal(100, _events.Reader.Count);
    }

    [Fact]
    public void Of_thousands_of_strangers_a_few_are_told_of_and_the_rest_as_a_number_once()
    {
        for (uint n = 0; n < 2000; n++)
        {
            if (_vteps.AddStranger(VtepAddress.ToUInt128(new IPAddress(0x0A00_0000 + n))) is { } vtep)
                _stranger.Tell(vtep, DataplaneEventKind.VtepUnreachable, "no route to it");
            _stranger.Look();
        }

        Assert.Equal(8, _events.Reader.Count);
        _now += 60_000;
        for (int i = 0; i < 3; i++) _stranger.Look();
        Assert.Equal(9, _events.Reader.Count);
        DataplaneEvent last = default!;
        while (_events.Reader.TryRead(out DataplaneEvent? told)) last = told;
        Assert.Equal(DataplaneEventKind.StrangersMet, last.Kind);
        Assert.Contains("1016 more", last.Detail, StringComparison.Ordinal);
        Assert.Contains("976 such", last.Detail, StringComparison.Ordinal);
    }
}
