using System.Buffers.Binary;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>The attributes that make a VXLAN device.</summary>
internal static class VxlanRequest
{
    /// <summary>Writes the whole request.</summary>
    public static void Write(ref NetlinkWriter request, VxlanOptions options)
    {
        request.Append(new IfInfoMsg());
        request.Attribute(Rtnl.IFLA_IFNAME, options.Name);
        request.Attribute(Rtnl.IFLA_NET_NS_FD, (uint)options.NamespaceFd);
        int info = request.BeginNested(Rtnl.IFLA_LINKINFO);
        request.Attribute(Rtnl.IFLA_INFO_KIND, "vxlan");
        int data = request.BeginNested(Rtnl.IFLA_INFO_DATA);
        request.Attribute(Rtnl.IFLA_VXLAN_ID, options.Vni);
        request.Attribute<byte>(Rtnl.IFLA_VXLAN_LEARNING, 0);
        request.Attribute<ushort>(Rtnl.IFLA_VXLAN_PORT, BinaryPrimitives.ReverseEndianness(options.Port)); // first byte on the wire first
        request.EndNested(data);
        request.EndNested(info);
    }
}
