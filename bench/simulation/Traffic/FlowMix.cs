using System.Buffers.Binary;
using Falcon.Steering;

namespace Falcon.Bench.Simulation.Traffic;

/// <summary>Makes flows.</summary>
public static class FlowMix
{
    /// <summary>Flows with rates by Zipf's law: the n-th flow has 1/n^skew of the first one's rate.</summary>
    /// <param name="count">How many flows.</param>
    /// <param name="total">Frames per second of all flows together.</param>
    /// <param name="skew">0 gives all flows the same rate.</param>
    /// <param name="most">Most frames per second of a flow.</param>
    /// <param name="random">Chooses addresses and ports.</param>
    public static Flow[] Zipf(int count, double total, double skew, double most, Random random)
    {
        double[] weights = [.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -skew))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => new Flow(Hash(random), Math.Min(total * weight / sum, most)))];
    }

    private static uint Hash(Random random)
    {
        Span<byte> identity = stackalloc byte[12];
        random.NextBytes(identity);
        BinaryPrimitives.WriteUInt16BigEndian(identity, 0x0a00);
        return FlowHash.Compute(identity[..8], identity[8..], 17);
    }
}
