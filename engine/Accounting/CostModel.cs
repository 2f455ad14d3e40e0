namespace Falcon.Engine.Accounting;

/// <summary>
/// Learns what a batch of one stage costs on this worker, per batch, frame, message and byte, from measured batches. It uses least squares
/// over a sliding window that forgets exponentially, with weights that cannot be negative. Coordinate descent on the normal equations
/// solves it, starting from the last solution (Lawson and Hanson, Solving Least Squares Problems, chapter 23, states the problem). One
/// worker's, not shared.
/// </summary>
/// <remarks>
/// Each batch counts by its cost per frame, so a batch of 1,000 frames says no more than one of ten. A batch that costs far more than
/// expected (an interrupt, a page fault) counts as <see cref="Outlier"/> times the expectation, so that one batch moves the model little. A
/// machine that becomes slower as a whole changes nothing, because only the proportions of the weights divide a batch.
/// </remarks>
internal sealed class CostModel
{
    private const int Terms = 4;
    private const int Sweeps = 32;
    private const int TrustedAfter = 32;
    private const double Outlier = 4;

    /// <summary>
    /// Weight of the past after one more batch. It forgets slowly: the costs of small and large frames show where they come in separate
    /// batches; batches that mix them hide the difference in noise.
    /// </summary>
    private const double Remembered = 1 - 1.0 / 32_768;

    private readonly double[] _products = new double[Terms * Terms];
    private readonly double[] _targets = new double[Terms];
    private readonly double[] _weights = new double[Terms];
    private int _samples;
    private bool _stale;

    /// <summary>Nanoseconds per batch, frame, message and byte, in this order.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>
    /// The expected nanoseconds for one account's part of a batch. The fixed cost of the batch is shared equally per frame; the rest goes
    /// by weight.
    /// </summary>
    /// <param name="part">The account's part.</param>
    /// <param name="frames">Frames in the whole batch.</param>
    public double Expect(in Load part, int frames) =>
        (_weights[0] / frames + _weights[1]) * part.Frames + _weights[2] * part.Trains + _weights[3] * part.Bytes;

    /// <summary>Learns from a measured batch.</summary>
    public void Learn(in Load batch, long nanoseconds)
    {
        double perFrame = 1.0 / batch.Frames;
        double cost = nanoseconds * perFrame;
        if (_samples >= TrustedAfter) cost = Math.Min(cost, Outlier * Expect(batch, batch.Frames) * perFrame);
        Span<double> terms = [perFrame, 1, batch.Trains * perFrame, batch.Bytes * perFrame];
        for (int row = 0; row < Terms; row++)
        {
            for (int column = 0; column < Terms; column++)
            {
                ref double product = ref _products[row * Terms + column];
                product = product * Remembered + terms[row] * terms[column];
            }

            _targets[row] = _targets[row] * Remembered + terms[row] * cost;
        }

        _samples++;
        _stale = true;
    }

    /// <summary>Computes the weights from what was learned. Call it rarely: it costs more than learning.</summary>
    public void Solve()
    {
        if (!_stale) return;
        _stale = false;
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int term = 0; term < Terms; term++) Improve(term);
        }
    }

    /// <summary>Finds the best value of one weight while the others stay.</summary>
    private void Improve(int term)
    {
        double rest = _targets[term];
        for (int other = 0; other < Terms; other++)
        {
            if (other != term) rest -= _products[term * Terms + other] * _weights[other];
        }

        _weights[term] = Math.Max(0, rest / _products[term * Terms + term]);
    }
}
