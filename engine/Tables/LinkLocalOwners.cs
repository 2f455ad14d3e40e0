using System.Collections.Concurrent;

namespace Falcon.Engine.Tables;

/// <summary>
/// Which port of an overlay uses which IPv6 link-local address, for addresses that are not made from a MAC address (RFC 7217, or set by
/// hand). Falcon cannot know them beforehand: the first port that uses one owns it, as in RFC 6620. Any thread.
/// </summary>
public sealed class LinkLocalOwners
{
    private readonly ConcurrentDictionary<ulong, PortLinkLocals> _owners = new();

    /// <summary>The owner of an interface identifier; null when it is free. Takes no lock.</summary>
    internal PortLinkLocals? Find(ulong identifier) => _owners.TryGetValue(identifier, out PortLinkLocals? owner) ? owner : null;

    internal bool TryAdd(ulong identifier, PortLinkLocals owner) => _owners.TryAdd(identifier, owner);

    internal void Set(ulong identifier, PortLinkLocals owner) => _owners[identifier] = owner;

    internal void Remove(ulong identifier, PortLinkLocals owner) =>
        _owners.TryRemove(new KeyValuePair<ulong, PortLinkLocals>(identifier, owner));
}
