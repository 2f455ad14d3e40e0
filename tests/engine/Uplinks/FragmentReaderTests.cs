using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Lanes;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Uplinks;
using Falcon.Vxlan;
using Falcon.Xsk.Native;

namespace Falcon.Engine.Tests.Uplinks;

public sealed class FragmentReaderTests
{
    [Fact]
    public async Task That_fragments_are_lost_is_an_event_of_its_own()
    {
        var events = Channel.CreateUnbounded<DataplaneEvent>();
        ForwardingState state = new(4789, new UnderlayIdentity([], []), [], [], new ForwardingTable(16, TimeSpan.FromMinutes(5)));
        ControlFaults faults = new(fault => events.Writer.TryWrite(fault));
        using FragmentReader reader = new(
            state, new ReassembledFrames(null!), 1500, events.Writer, faults, () => { },
            (_, _) => throw new XskException("no CAP_NET_RAW"));
        DataplaneEvent told = await events.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("fragments-lost fragments: outer packets that come in fragments are lost: no CAP_NET_RAW", told.ToString());
    }
}
