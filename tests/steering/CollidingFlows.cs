using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Falcon.Steering.Tests;

/// <summary>
/// Flows that an attacker computes against an unkeyed CRC. It is linear, so for any address the ports that lead to a wanted value are the
/// solution of 32 linear equations.
/// </summary>
internal static class CollidingFlows
{
    private const byte Udp = 17;

    /// <summary>IPv4 flows (8 bytes of addresses, 4 of ports) that CRC32-C maps to one value.</summary>
    public static IReadOnlyList<(byte[] Addresses, byte[] Ports)> Make(int count)
    {
        uint wanted = Crc(Addresses(0), ports: 0);
        List<(uint Value, uint Ports)> basis = Basis();
        return [.. Enumerable.Range(0, count).Select(n => (Addresses(n), PortsFor(Crc(Addresses(n), ports: 0) ^ wanted, basis)))];
    }

    private static byte[] Addresses(int n)
    {
        byte[] addresses = [10, 1, 0, 0, 10, 2, 0, 1];
        BinaryPrimitives.WriteUInt16BigEndian(addresses.AsSpan(2), (ushort)n);
        return addresses;
    }

    /// <summary>How each bit of the ports changes the value, reduced so that no two have the same highest bit.</summary>
    private static List<(uint Value, uint Ports)> Basis()
    {
        List<(uint Value, uint Ports)> basis = [];
        uint zero = Crc(Addresses(0), ports: 0);
        for (int bit = 0; bit < 32; bit++)
        {
            uint ports = 1u << bit, value = Crc(Addresses(0), ports) ^ zero;
            Reduce(ref value, ref ports, basis);
            if (value != 0) basis.Add((value, ports));
        }

        return basis;
    }

    private static byte[] PortsFor(uint difference, List<(uint Value, uint Ports)> basis)
    {
        uint ports = 0;
        Reduce(ref difference, ref ports, basis);
        Assert.Equal(0u, difference);
        return BitConverter.GetBytes(ports);
    }

    private static void Reduce(ref uint value, ref uint ports, List<(uint Value, uint Ports)> basis)
    {
        foreach ((uint known, uint itsPorts) in basis.OrderByDescending(entry => entry.Value))
        {
            if ((value & 1u << BitOperations.Log2(known)) == 0) continue;
            value ^= known;
            ports ^= itsPorts;
        }
    }

    /// <summary>
    /// The value that <see cref="FlowHash"/> computes before its finaliser, which maps different values to different ones.
    /// </summary>
    private static uint Crc(byte[] addresses, uint ports) =>
        BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, MemoryMarshal.Read<ulong>(addresses)), (ulong)ports << 32 | Udp);
}
