using Falcon.Xsk.Links;
using Falcon.Xsk.Native;


namespace Falcon.Engine.Ports;

/// <summary>Makes the ports' veth pairs; the host ends are in an anonymous namespace.</summary>
internal sealed class VethPairs : IPortDevices
{
    private readonly RtNetlink _links; // opened early: there may be no free descriptors later

    private VethPairs(NetworkNamespace engine)
    {
        Namespace = engine;
        _links = engine.Run(RtNetlink.Open);
    }

    /// <summary>The namespace of the host ends; it goes when the process does.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>Makes the namespace, with IPv6 off and without devices.</summary>
    /// <exception cref="XskException">The kernel refuses to make it.</exception>
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
