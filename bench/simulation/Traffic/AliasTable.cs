namespace Falcon.Bench.Simulation.Traffic;

/// <summary>Draws from a discrete distribution in constant time (Vose's alias method).</summary>
internal sealed class AliasTable
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    public AliasTable(ReadOnlySpan<double> weights)
    {
        int count = weights.Length;
        _keep = new double[count];
        _alias = new int[count];
        double mean = 0;
        foreach (double weight in weights) mean += weight / count;
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (int i = 0; i < count; i++)
        {
            _keep[i] = mean == 0 ? 1 : weights[i] / mean;
            (_keep[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            _alias[less] = more;
            _keep[more] -= 1 - _keep[less];
            (_keep[more] < 1 ? small : large).Push(more);
        }

        foreach (int rest in small.Concat(large)) _keep[rest] = 1;
    }

    public int Draw(Random random)
    {
        double at = random.NextDouble() * _keep.Length;
        int index = (int)at;
        return at - index < _keep[index] ? index : _alias[index];
    }
}
