using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Falcon.Xsk.Programs;

/// <summary>struct container of xsk/bpf/uplink.bpf.c: an overlay and an inner MAC address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ContainerKey
{
    private const int MacLength = 6;

    private readonly uint _vni;
    private MacBytes _mac; // and two bytes of zero

    public ContainerKey(uint vni, ReadOnlySpan<byte> mac)
    {
        if (mac.Length != MacLength)
            throw new ArgumentException($"a MAC address has {MacLength} bytes, not {mac.Length}", nameof(mac));
        _vni = vni;
        mac.CopyTo(_mac);
    }

    public override readonly string ToString() => $"VNI {_vni}, {Convert.ToHexString(((ReadOnlySpan<byte>)_mac)[..MacLength])}";

    [InlineArray(8)]
    private struct MacBytes
    {
        private byte _first;
    }
}
