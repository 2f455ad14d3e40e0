using System.Text;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>The attributes that make a veth pair: those of one end, with those of the other nested in VETH_INFO_PEER.</summary>
internal static class VethRequest
{
    private const int MaxNameBytes = 15;
    private const int MacBytes = 6;

    /// <summary>Checks what the kernel would refuse with a less helpful message.</summary>
    public static void Validate(VethOptions options)
    {
        ValidateName(options.Name);
        ValidateName(options.PeerName);
        ValidateMac(options.Mac, options.Name);
        ValidateMac(options.PeerMac, options.PeerName);
        if (options.Queues is < 1 or > 4096)
            throw new ArgumentException($"veth '{options.Name}': {options.Queues} queues; 1 to 4096 are possible");
    }

    /// <summary>Writes the whole request.</summary>
    public static void Write(ref NetlinkWriter request, VethOptions options)
    {
        request.Append(new IfInfoMsg { Index = options.IfIndex ?? 0 });
        WriteEnd(ref request, options.Name, options.Mac, options);
        int info = request.BeginNested(Rtnl.IFLA_LINKINFO);
        request.Attribute(Rtnl.IFLA_INFO_KIND, "veth");
        int data = request.BeginNested(Rtnl.IFLA_INFO_DATA);
        int peer = request.BeginNested(Rtnl.VETH_INFO_PEER);
        request.Append(new IfInfoMsg());
        WriteEnd(ref request, options.PeerName, options.PeerMac, options);
        if (options.PeerNamespaceFd is { } fd)
            request.Attribute(Rtnl.IFLA_NET_NS_FD, (uint)fd);
        request.EndNested(peer);
        request.EndNested(data);
        request.EndNested(info);
    }

    private static void WriteEnd(ref NetlinkWriter request, string name, byte[]? mac, VethOptions options)
    {
        request.Attribute(Rtnl.IFLA_IFNAME, name);
        if (mac is not null)
            request.Attribute(Rtnl.IFLA_ADDRESS, mac);
        if (options.Mtu is { } mtu)
            request.Attribute(Rtnl.IFLA_MTU, (uint)mtu);
        request.Attribute(Rtnl.IFLA_NUM_TX_QUEUES, (uint)options.Queues);
        request.Attribute(Rtnl.IFLA_NUM_RX_QUEUES, (uint)options.Queues);
    }

    private static void ValidateName(string name)
    {
        // dev_valid_name() of net/core/dev.c.
        bool valid = Encoding.UTF8.GetByteCount(name) is >= 1 and <= MaxNameBytes
            && name is not "." and not ".." && !name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c));
        if (!valid)
            throw new ArgumentException($"device name '{name}': 1 to {MaxNameBytes} bytes without spaces, '/' and ':'");
    }

    private static void ValidateMac(byte[]? mac, string name)
    {
        if (mac is not null && (mac.Length != MacBytes || (mac[0] & 1) != 0 || mac.All(b => b == 0)))
            throw new ArgumentException($"device '{name}': {Convert.ToHexString(mac)} is not the MAC address of one device");
    }
}
