using System.Net;
using System.Net.Sockets;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk.Links;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// The uplinks and the local VTEPs: the configured ones, or else the uplinks' present addresses. Any thread may read; one thread at a time
/// may change it.
/// </summary>
internal sealed class Underlay
{
    /// <summary>The most local VTEPs of an address family; the XDP program compares with all of them.</summary>
    private const int MostOfFamily = 16;

    private readonly IReadOnlyList<IPAddress> _configured;
    private readonly OuterRules _rules;
    private readonly HashSet<AddressFamily> _families;
    private volatile IReadOnlyList<IPAddress> _localVteps;

    /// <summary>Makes the underlay of uplinks that were found.</summary>
    /// <param name="uplinks">The uplinks, by index.</param>
    /// <param name="options">The local VTEPs, and the rules for outer frames.</param>
    public Underlay(IReadOnlyList<Uplink> uplinks, DataplaneOptions options)
    {
        Uplinks = uplinks;
        _configured = options.LocalVteps;
        if (options.AcceptIpv6ZeroChecksum) _rules |= OuterRules.AcceptIpv6ZeroChecksum;
        if (options.IgnoreReservedBits) _rules |= OuterRules.IgnoreReservedBits;
        _localVteps = ChooseVteps();
        _families = [.. _localVteps.Select(vtep => vtep.AddressFamily)];
    }

    /// <summary>The uplinks, by index.</summary>
    public IReadOnlyList<Uplink> Uplinks { get; }

    /// <summary>The present local VTEPs.</summary>
    public IReadOnlyList<IPAddress> LocalVteps => _localVteps;

    /// <summary>Whether the configuration names the local VTEPs; then they stay, whatever addresses the host has.</summary>
    public bool IsConfigured => _configured.Count > 0;

    /// <summary>The uplink whose MTU overlays are planned with: it had the smallest MTU at the start.</summary>
    public Uplink Smallest => Uplinks.MinBy(uplink => uplink.MtuAtStart)!;

    /// <summary>The receive queues of all uplinks together.</summary>
    public int Queues => Uplinks.Sum(uplink => uplink.Queues);

    /// <summary>Finds the devices without changing them.</summary>
    /// <exception cref="DataplaneException">A device is missing or down, or there is no address for a local VTEP.</exception>
    public static Underlay Find(DataplaneOptions options)
    {
        using var netlink = RtNetlink.Open();
        var underlay = new Underlay([.. options.Uplinks.Select((uplink, index) => Uplink.Find(netlink, index, uplink))], options);
        return underlay.LocalVteps.Count > 0
            ? underlay
            : throw new DataplaneException(
                $"no VTEP address: uplink '{underlay.Uplinks[0].Options.Device}' has no address and 'vteps' names none");
    }

    /// <summary>The addresses and rules that outer frames are checked against.</summary>
    public UnderlayIdentity Identify() => new(LocalVteps, [.. Uplinks.Select(uplink => uplink.Identify(_rules))]);

    /// <summary>Whether peers of an address family can be served. An address that is away now may come back.</summary>
    public bool Serves(AddressFamily family) => _families.Contains(family);

    /// <summary>Whether all local VTEPs had this address family at the start.</summary>
    public bool IsOnly(AddressFamily family) => _families.SetEquals([family]);

    /// <summary>The attached uplink with a device; null when there is none.</summary>
    public Uplink? Find(int ifIndex) => Uplinks.FirstOrDefault(uplink => uplink.Attachment?.IfIndex == ifIndex);

    /// <summary>Updates the local VTEPs from the uplinks' present addresses; returns whether they changed.</summary>
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
