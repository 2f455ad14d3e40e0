using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Bench.Pipelines;

/// <summary>One overlay with one port, which the sample frames are for, and one peer, which they come from.</summary>
public static class SampleState
{
    public static ForwardingState Create()
    {
        var fdb = new ForwardingTable(1024, TimeSpan.FromMinutes(5));
        fdb.AddStatic(0, SampleFrames.Here, FdbTarget.Port(0));
        var state = new ForwardingState(
            SampleFrames.VxlanPort,
            new UnderlayIdentity(
                [SampleFrames.Local(ipv6: false)],
                [new UplinkIdentity(SampleFrames.Here, OuterRules.Strict, [(SampleFrames.Local(ipv6: false), 24)])]),
            [new Overlay(0, SampleFrames.Vni, 1450, learning: true) { Ports = [0] }],
            [new Port(0, 0, 2, SampleFrames.Here)],
            fdb);
        state.Vteps.Add(SampleFrames.Peer(ipv6: false));
        return state;
    }
}
