using Tmds.Linux;

namespace Falcon.Xsk.Links;

/// <summary>
/// A veth pair that joins the namespace of the ports' host ends with that of the uplinks. Nothing but BPF programs sends into it: it has no
/// addresses, and no IPv6. Frames cross it by bpf_redirect_peer, which makes them come in at its other end at once. It goes with either
/// namespace, or when it is disposed.
/// </summary>
public sealed class Shunt : IDisposable
{
    private const int LargestMtu = 65535; // whole trains cross it
    private const int MostNumbers = 1000;

    private readonly RtNetlink _links;

    private Shunt(RtNetlink links, int engineEnd, int uplinkEnd)
    {
        _links = links;
        EngineEnd = engineEnd;
        UplinkEnd = uplinkEnd;
    }

    /// <summary>The index of the end beside the host ends.</summary>
    public int EngineEnd { get; }

    /// <summary>The index of the end beside the uplinks.</summary>
    public int UplinkEnd { get; }

    /// <summary>Makes the pair.</summary>
    /// <param name="engine">The namespace of the host ends.</param>
    /// <param name="uplinks">The namespace of the uplinks, another one.</param>
    /// <param name="name">Its name in both.</param>
    /// <exception cref="RtNetlinkException">The name is taken in one of them, or the kernel refuses.</exception>
    public static Shunt Create(NetworkNamespace engine, NetworkNamespace uplinks, string name) =>
        Create(engine, uplinks, new VethOptions { Name = name, PeerName = name, Mtu = LargestMtu });

    /// <summary>Makes the pair with the first free of the names PREFIX0, PREFIX1 and so on in both namespaces.</summary>
    /// <param name="engine">The namespace of the host ends.</param>
    /// <param name="uplinks">The namespace of the uplinks, another one.</param>
    /// <param name="prefix">What its names begin with.</param>
    /// <param name="engineEnd">The index of the end beside the host ends, which must be free.</param>
    /// <param name="mtu">The MTU of both ends; null for the largest, because whole trains cross it.</param>
    /// <param name="queues">The queues of both ends.</param>
    /// <exception cref="RtNetlinkException">The kernel refuses.</exception>
    public static Shunt CreateNumbered(
        NetworkNamespace engine, NetworkNamespace uplinks, string prefix, int engineEnd, int? mtu = null, int queues = 1)
    {
        for (int number = 0; ; number++)
        {
            string name = $"{prefix}{number}";
            try
            {
                var options = new VethOptions { Name = name, PeerName = name, IfIndex = engineEnd, Mtu = mtu ?? LargestMtu };
                return Create(engine, uplinks, options with { Queues = queues });
            }
            catch (RtNetlinkException fault) when (fault.ErrorNumber == LibC.EEXIST && number < MostNumbers)
            {
            }
        }
    }

    private static Shunt Create(NetworkNamespace engine, NetworkNamespace uplinks, VethOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(uplinks);
        RtNetlink links = engine.Run(RtNetlink.Open);
        try
        {
            links.CreateVeth(options with { PeerNamespaceFd = uplinks.Fd });
            int engineEnd = engine.Run(() => Prepare(options.Name)), uplinkEnd = uplinks.Run(() => Prepare(options.PeerName));
            return new Shunt(links, engineEnd, uplinkEnd);
        }
        catch
        {
            links.Dispose();
            throw;
        }
    }

    /// <summary>Deletes both ends.</summary>
    public void Dispose()
    {
        _links.DeleteLink(EngineEnd);
        _links.Dispose();
    }

    /// <summary>Sets the end of the calling thread's namespace up, mute.</summary>
    private static int Prepare(string name)
    {
        string ipv6 = $"/proc/sys/net/ipv6/conf/{name}/disable_ipv6";
        if (File.Exists(ipv6)) File.WriteAllText(ipv6, "1");
        using var links = RtNetlink.Open();
        int index = links.FindLink(name)!.IfIndex;
        links.SetUp(index);
        return index;
    }
}
