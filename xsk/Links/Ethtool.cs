using System.Runtime.InteropServices;
using System.Text;
using Falcon.Xsk.Native;

namespace Falcon.Xsk.Links;

/// <summary>
/// Offloads and queues of a device in the calling thread's network namespace (SIOCETHTOOL, linux/ethtool.h). Thread-safe.
/// </summary>
public static unsafe class Ethtool
{
    private const uint GetDriverInfo = 0x03, GetChannels = 0x3c;

    // struct ethtool_drvinfo, linux/ethtool.h: the command, the driver's name, and what is of no interest here.
    private const int DriverInfoBytes = 196, DriverNameBytes = 32;

    // struct ethtool_channels, linux/ethtool.h
    [StructLayout(LayoutKind.Sequential)]
    private struct Channels
    {
        public uint Command;
        public uint MaxRx, MaxTx, MaxOther, MaxCombined;
        public uint Rx, Tx, Other, Combined;
    }

    /// <summary>Turns an offload on or off.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="feature">The offload.</param>
    /// <param name="on">The wanted state.</param>
    /// <returns>
    /// Whether the device now has the wanted state. False: it is gone, does not know the feature, or keeps it fixed. Some features are
    /// several of the kernel's (TCP over IPv4 and over IPv6): off means all are off, on means at least one is on.
    /// </returns>
    /// <exception cref="XskException">CAP_NET_ADMIN is missing.</exception>
    public static bool TrySetFeature(string device, EthtoolFeature feature, bool on)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        using var request = new EthtoolRequest(device);
        if (EthtoolFeatures.Read(request) is not { } features)
            return false;
        List<int> bits = features.BitsOf(feature);
        if (bits.Count == 0)
            return false;
        features.Set(request, bits, on);
        return EthtoolFeatures.Read(request) is { } now && (on ? bits.Any(now.IsActive) : !bits.Any(now.IsActive));
    }

    /// <summary>Whether an offload is on now. False also when the device is gone or does not know it.</summary>
    public static bool IsFeatureOn(string device, EthtoolFeature feature)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        using var request = new EthtoolRequest(device);
        return EthtoolFeatures.Read(request) is { } features && features.BitsOf(feature).Any(features.IsActive);
    }

    /// <summary>The name of a device's driver, such as <c>veth</c> or <c>virtio_net</c>; empty when the device does not tell.</summary>
    public static string Driver(string device)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        using var request = new EthtoolRequest(device);
        byte* info = stackalloc byte[DriverInfoBytes];
        var bytes = new Span<byte>(info, DriverInfoBytes);
        bytes.Clear();
        *(uint*)info = GetDriverInfo;
        return request.TrySend(info) ? Encoding.ASCII.GetString(bytes.Slice(sizeof(uint), DriverNameBytes)).TrimEnd('\0') : "";
    }

    /// <summary>Receive queues in use, as <c>ethtool -l</c> shows them; 1 when the device does not tell.</summary>
    public static int RxQueues(string device)
    {
        ArgumentException.ThrowIfNullOrEmpty(device);
        using var request = new EthtoolRequest(device);
        var channels = new Channels { Command = GetChannels };
        return request.TrySend(&channels) ? Math.Max(1, (int)(channels.Rx + channels.Combined)) : 1;
    }
}
