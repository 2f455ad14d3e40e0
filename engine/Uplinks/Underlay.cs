using System.Net;
using System.Net.Sockets;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// The uplinks and our tunnel end points: those that the configuration names, else the uplinks' addresses as they are now. Any thread
/// reads; one thread at a time changes it.
/// </summary>
internal sealed class Underlay
{
    /// <summary>Most local VTEPs of a family; the XDP program compares all of them.</summary>
    private const int MostOfFamily = 16;

    private readonly IReadOnlyList<IPAddress> _configured;
    private readonly OuterRules _rules;
    private readonly HashSet<AddressFamily> _families;
    private volatile IReadOnlyList<IPAddress> _localVteps;

    /// <summary>Puts together what was found.</summary>
    /// <param name="uplinks">By index.</param>
    /// <param name="options">End points, and what outer frames are accepted.</param>
    public Underlay(IReadOnlyList<Uplink> uplinks, DataplaneOptions options)
    {
        Uplinks = uplinks;
        _configured = options.LocalVteps;
        if (options.AcceptIpv6ZeroChecksum) _rules |= OuterRules.AcceptIpv6ZeroChecksum;
        if (options.IgnoreReservedBits) _rules |= OuterRules.IgnoreReservedBits;
        _localVteps = ChooseVteps();
        _families = [.. _localVteps.Select(vtep => vtep.AddressFamily)];
    }

    /// <summary>By index.</summary>
    public IReadOnlyList<Uplink> Uplinks { get; }

    /// <summary>Our tunnel end points now.</summary>
    public IReadOnlyList<IPAddress> LocalVteps => _localVteps;

    /// <summary>Whether the configuration names our tunnel end points, so that they stay whatever addresses the host has.</summary>
    public bool IsConfigured => _configured.Count > 0;

    /// <summary>The MTU that overlays are planned by: the smallest that an uplink had at the start.</summary>
    public Uplink Smallest => Uplinks.MinBy(uplink => uplink.MtuAtStart)!;

    /// <summary>Receive queues of all uplinks together.</summary>
    public int Queues => Uplinks.Sum(uplink => uplink.Queues);

    /// <summary>Finds the devices; touches nothing.</summary>
    /// <exception cref="DataplaneException">One is not there or down, or there is no address to be reached by.</exception>
    public static Underlay Find(DataplaneOptions options)
    {
        using var netlink = RtNetlink.Open();
        var underlay = new Underlay([.. options.Uplinks.Select((uplink, index) => Uplink.Find(netlink, index, uplink))], options);
        return underlay.LocalVteps.Count > 0
            ? underlay
            : throw new DataplaneException(
                $"no VTEP address: uplink '{underlay.Uplinks[0].Options.Device}' has no address and 'vteps' names none");
    }

    /// <summary>What outer frames are checked against.</summary>
    public UnderlayIdentity Identify() => new(LocalVteps, [.. Uplinks.Select(uplink => uplink.Identify(_rules))]);

    /// <summary>Whether peers of a family can be served; an address that is away for now may come back.</summary>
    public bool Serves(AddressFamily family) => _families.Contains(family);

    /// <summary>Whether all of our end points are of that family, as they were at the start.</summary>
    public bool IsOnly(AddressFamily family) => _families.SetEquals([family]);

    /// <summary>The attached uplink with that device; null when there is none.</summary>
    public Uplink? Find(int ifIndex) => Uplinks.FirstOrDefault(uplink => uplink.Attachment?.IfIndex == ifIndex);

    /// <summary>Takes the uplinks' addresses as they are now; whether our end points have changed by it.</summary>
    public bool FollowAddresses()
    {
        IReadOnlyList<IPAddress> vteps = ChooseVteps();
        if (vteps.SequenceEqual(_localVteps)) return false;
        _localVteps = vteps;
        return true;
    }

    private IReadOnlyList<IPAddress> ChooseVteps()
    {
        if (IsConfigured) return _configured;
        IEnumerable<IPAddress> addresses = Uplinks.SelectMany(uplink => uplink.Addresses).Distinct();
        return [.. addresses.GroupBy(address => address.AddressFamily).SelectMany(family => family.Take(MostOfFamily))];
    }
}
