using Falcon.Xsk.Native;


namespace Falcon.Pktgen;

/// <summary>Sends frames out of a device. It belongs to the thread that opened it, whose network namespace is the device's.</summary>
public interface IFrameGenerator : IDisposable
{
    /// <summary>Sends until the options' end or until it is told to stop.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    GeneratorResult Run(CancellationToken stop);
}
