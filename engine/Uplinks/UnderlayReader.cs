using System.Net;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk;

namespace Falcon.Engine.Uplinks;

/// <summary>Reads this host's addresses on the underlay from the kernel. Call it again when one of them may have changed. Any thread.</summary>
internal sealed class UnderlayReader
{
    private readonly IReadOnlyList<Uplink> _uplinks;
    private readonly OuterRules _rules;

    /// <summary>Takes the rules from the configuration.</summary>
    public UnderlayReader(IReadOnlyList<Uplink> uplinks, DataplaneOptions options)
    {
        _uplinks = uplinks;
        if (options.AcceptIpv6ZeroChecksum) _rules |= OuterRules.AcceptIpv6ZeroChecksum;
        if (options.IgnoreReservedBits) _rules |= OuterRules.IgnoreReservedBits;
    }

    /// <summary>What the uplinks are now.</summary>
    /// <param name="netlink">Opened in their namespace.</param>
    /// <param name="vteps">The local VTEPs.</param>
    public UnderlayIdentity Read(RtNetlink netlink, IReadOnlyList<IPAddress> vteps) =>
        new(vteps, [.. _uplinks.Select(uplink => uplink.Identify(netlink, _rules))]);
}
