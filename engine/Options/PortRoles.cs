namespace Falcon.Engine.Options;

/// <summary>What a port with <see cref="AntiSpoof.Strict"/> may do beyond sending from its own addresses.</summary>
[Flags]
public enum PortRoles : byte
{
    /// <summary>No roles.</summary>
    None = 0,

    /// <summary>Send router advertisements and redirects, and forward packets of any source address.</summary>
    Router = 1 << 0,

    /// <summary>Answer DHCP clients, IPv4 and IPv6.</summary>
    DhcpServer = 1 << 1,
}
