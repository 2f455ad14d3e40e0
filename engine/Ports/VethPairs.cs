using Falcon.Xsk.Links;
using Falcon.Xsk.Native;


namespace Falcon.Engine.Ports;

/// <summary>The ports' veth pairs, whose host ends lie in an anonymous namespace.</summary>
internal sealed class VethPairs : IPortDevices
{
    private readonly RtNetlink _links; // opened at the start, for there may be no descriptors left later

    private VethPairs(NetworkNamespace engine)
    {
        Namespace = engine;
        _links = engine.Run(RtNetlink.Open);
    }

    /// <summary>Where the host ends are; it goes when the process does.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>Makes the namespace, with IPv6 off; there are no devices in it yet.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public static VethPairs Open()
    {
        var pairs = new VethPairs(NetworkNamespace.CreateAnonymous());
        try
        {
            pairs.Namespace.DisableIpv6();
            return pairs;
        }
        catch
        {
            pairs.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public PortAttachment Create(PortPlan plan, long predecessorsEnd)
    {
        using var container = NetworkNamespace.Open(plan.Options.Netns);
        Delete([plan]);
        return PortAttachment.Create(Namespace, _links, container, plan, predecessorsEnd);
    }

    /// <inheritdoc/>
    public void Delete(IReadOnlyCollection<PortPlan> plans) => _links.DeleteLinks([.. plans.Select(plan => plan.IfIndex)]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _links.Dispose();
        Namespace.Dispose();
    }
}
