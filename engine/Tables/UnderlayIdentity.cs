using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Falcon.Vxlan;

namespace Falcon.Engine.Tables;

/// <summary>
/// This host's addresses on the underlay, as the data path checks outer frames against them. Immutable, so any thread may read it; a
/// control thread replaces the whole object when an address changes (<see cref="ForwardingState.Underlay"/>).
/// </summary>
public sealed class UnderlayIdentity : IEquatable<UnderlayIdentity>
{
    private readonly UInt128[] _vteps;
    private readonly UplinkIdentity[] _uplinks;
    private readonly FrozenSet<UInt128> _notPeers; // our addresses and the broadcast addresses of our subnets

    /// <summary>Makes the object and prepares its lookups.</summary>
    /// <param name="vteps">The local VTEPs.</param>
    /// <param name="uplinks">The uplinks, by index.</param>
    public UnderlayIdentity(IReadOnlyList<IPAddress> vteps, IReadOnlyList<UplinkIdentity> uplinks)
    {
        ArgumentNullException.ThrowIfNull(uplinks);
        Vteps = vteps;
        _vteps = [.. vteps.Select(VtepAddress.ToUInt128)];
        _uplinks = [.. uplinks];
        (IPAddress Address, int PrefixLength)[] addresses = [.. uplinks.SelectMany(uplink => uplink.Addresses)];
        _notPeers = FrozenSet.ToFrozenSet([
            .. _vteps,
            .. addresses.Select(entry => VtepAddress.ToUInt128(entry.Address)),
            .. addresses.Where(HasBroadcast).Select(BroadcastOf),
        ]);
    }

    /// <summary>The local VTEPs.</summary>
    public IReadOnlyList<IPAddress> Vteps { get; }

    /// <summary>The uplinks, by index.</summary>
    public IReadOnlyList<UplinkIdentity> Uplinks => _uplinks;

    /// <summary>Whether another object has the same addresses and rules.</summary>
    public bool Equals(UnderlayIdentity? other) => other is not null && _vteps.AsSpan().SequenceEqual(other._vteps)
        && _uplinks.Zip(other._uplinks).All(pair => pair.First.Mac == pair.Second.Mac && pair.First.Rules == pair.Second.Rules
            && pair.First.Addresses.SequenceEqual(pair.Second.Addresses));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnderlayIdentity);

    /// <inheritdoc/>
    public override int GetHashCode() => _vteps.Length;

    /// <summary>Whether an outer destination is a local VTEP.</summary>
    public bool IsLocalVtep(UInt128 destination) => _vteps.AsSpan().Contains(destination);

    /// <summary>Whether a MAC address is an uplink's.</summary>
    public bool IsForUs(int uplink, MacAddress destination) => _uplinks[uplink].Mac == destination;

    /// <summary>What an uplink accepts beyond the strict rules.</summary>
    public OuterRules RulesOf(int uplink) => _uplinks[uplink].Rules;

    /// <summary>
    /// Whether no peer can have this outer source: it is not a unicast address (<see cref="VtepAddress.IsUnicast"/>), it is one of ours, or
    /// it is the broadcast address of one of our subnets (RFC 1122 section 3.2.1.3).
    /// </summary>
    public bool IsMartian(UInt128 source) => !VtepAddress.IsUnicast(source) || _notPeers.Contains(source);

    /// <summary>Whether a subnet has a broadcast address; those with 31 or 32 prefix bits have none (RFC 3021).</summary>
    private static bool HasBroadcast((IPAddress Address, int PrefixLength) entry) =>
        entry.Address.AddressFamily == AddressFamily.InterNetwork && entry.PrefixLength <= 30;

    private static UInt128 BroadcastOf((IPAddress Address, int PrefixLength) entry) =>
        VtepAddress.ToUInt128(entry.Address) | (UInt128.One << 32 - entry.PrefixLength) - 1;
}
