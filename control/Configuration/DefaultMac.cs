using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Falcon.Vxlan;

namespace Falcon.Control.Configuration;

/// <summary>The MAC address of a port without one in the configuration.</summary>
public static class DefaultMac
{
    /// <summary>
    /// Derives the address from the overlay and the port's name, so that it survives restarts and moves to other hosts. Unicast and locally
    /// administered (IEEE 802, the U/L bit).
    /// </summary>
    public static MacAddress For(uint vni, string portName)
    {
        ArgumentNullException.ThrowIfNull(portName);
        string seed = string.Create(CultureInfo.InvariantCulture, $"falcon port {vni} {portName}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(seed), hash);
        hash[0] = (byte)(hash[0] & 0xFC | 0x02);
        return MacAddress.Read(hash[..6]);
    }
}
