using System.Globalization;
using System.Numerics;

namespace Falcon.Bench.Micro.Hashing;

/// <summary>
/// How evenly hashes fill buckets, and how independent the second choice is of the first. Chi-square per degree of freedom: chance gives 1,
/// much more means uneven, much less means more even than chance.
/// </summary>
internal static class SpreadReport
{
    private const int Flows = 4096;

    private static readonly (string Name, Func<byte[], uint> Hash)[] s_hashes =
    [
        ("XXH64", key => Candidates.Xxh64(key)),
        ("XXH32", key => Candidates.Xxh32(key)),
        ("CRC32-C", key => Candidates.Crc32(key)),
        ("CRC32-C mixed", key => Candidates.Crc32Mixed(key)),
        ("Toeplitz", key => Candidates.Toeplitz(key)),
    ];

    private static readonly (string Name, byte[][] Keys)[] s_traffic =
    [
        ("ports", FlowKeys.ConsecutivePorts(Flows)),
        ("addresses", FlowKeys.ConsecutiveAddresses(Flows)),
        ("both", FlowKeys.AddressAndPortTogether(Flows)),
        ("ports, IPv6", FlowKeys.ConsecutivePorts(Flows, ipv6: true)),
    ];

    public static void Print()
    {
        Console.WriteLine(
            "| hash | flows | χ²/df, 256 buckets | χ²/df, highest 4 bits | fullest of 256 (mean 16) "
            + "| bits flipped per input bit of the 32 |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach ((string hashName, Func<byte[], uint> hash) in s_hashes)
        {
            foreach ((string traffic, byte[][] keys) in s_traffic)
            {
                int[] low = Fill(keys, key => (int)(hash(key) & 255), 256);
                int[] high = Fill(keys, key => (int)(hash(key) >> 28), 16);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {hashName} | {traffic} | {ChiSquare(low):0.00} | {ChiSquare(high):0.00} | {low.Max()} "
                    + $"| {Avalanche(keys, hash):0.0} |"));
            }
        }
    }

    private static int[] Fill(byte[][] keys, Func<byte[], int> bucket, int buckets)
    {
        int[] counts = new int[buckets];
        foreach (byte[] key in keys) counts[bucket(key)]++;
        return counts;
    }

    private static double ChiSquare(int[] counts)
    {
        double mean = counts.Average();
        return counts.Sum(count => (count - mean) * (count - mean) / mean) / (counts.Length - 1);
    }

    private static double Avalanche(byte[][] keys, Func<byte[], uint> hash)
    {
        double flipped = 0;
        int trials = 0;
        foreach (byte[] key in keys.Take(64))
        {
            uint whole = hash(key);
            for (int bit = 0; bit < (key.Length - 3) * 8; bit++, trials++)
            {
                key[bit / 8] ^= (byte)(1 << bit % 8);
                flipped += BitOperations.PopCount(hash(key) ^ whole);
                key[bit / 8] ^= (byte)(1 << bit % 8);
            }
        }

        return flipped / trials;
    }
}
