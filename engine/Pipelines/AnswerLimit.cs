using Falcon.Engine.Tables;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// How many answers a second containers get from a worker: so many each, so that none uses up those of the others, and so many together.
/// One worker's, not shared.
/// </summary>
/// <param name="perPort">Answers to one port within a second of the engine's clock.</param>
/// <param name="together">Answers to all ports within a second.</param>
internal sealed class AnswerLimit(int perPort, int together)
{
    private readonly int[] _used = new int[ForwardingState.MostPorts];
    private int _usedTogether;
    private uint _second;

    /// <summary>Takes one for a port if it has one left.</summary>
    public bool Allow(int port, uint nowSeconds)
    {
        if (nowSeconds != _second) Begin(nowSeconds);
        if (_usedTogether == together || _used[port] == perPort) return false;
        _usedTogether++;
        _used[port]++;
        return true;
    }

    private void Begin(uint second)
    {
        _second = second;
        if (_usedTogether == 0) return;
        _usedTogether = 0;
        Array.Clear(_used);
    }
}
