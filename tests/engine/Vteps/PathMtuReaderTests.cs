using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;
using Falcon.Engine.Vteps;
using Falcon.Vxlan;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Tests.Vteps;

public sealed class PathMtuReaderTests
{
    [Fact]
    public void That_routers_cannot_be_heard_is_an_event_of_its_own()
    {
        var events = Channel.CreateUnbounded<DataplaneEvent>();
        ForwardingState state = new(4789, new UnderlayIdentity([], []), [], [], new ForwardingTable(16, TimeSpan.FromMinutes(5)));
        using PathMtuReader reader = new(state, events.Writer, _ => throw new XskException("no CAP_NET_RAW"));
        reader.Open();
        Assert.True(events.Reader.TryRead(out DataplaneEvent? told));
        Assert.Equal("routers-unheard icmp: not heard: no CAP_NET_RAW", told.ToString());
        Assert.Empty(reader.PollDescriptors);
    }
}
