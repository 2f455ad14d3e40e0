using Falcon.Engine.Tables;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Limits how many answers per second a worker gives to containers. Each container has a limit, so that none uses up the others' answers,
/// and all together have one. One worker's, not shared.
/// </summary>
/// <param name="perPort">The most answers to one port in a second of the engine's clock.</param>
/// <param name="together">The most answers to all ports in a second.</param>
internal sealed class AnswerLimit(int perPort, int together)
{
    private readonly int[] _used = new int[ForwardingState.MostPorts];
    private int _usedTogether;
    private uint _second;

    /// <summary>Counts an answer to a port if the limits allow it.</summary>
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
