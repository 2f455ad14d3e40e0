using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>What stayed in the kernel.</summary>
internal sealed class KernelPathMetrics(MetricMaker make)
{
    private readonly Counter _rxFrames = make.Counter("falcon_kernel_path_receive_frames_total");
    private readonly Counter _rxBytes = make.Counter("falcon_kernel_path_receive_bytes_total");
    private readonly Counter _txFrames = make.Counter("falcon_kernel_path_transmit_frames_total");
    private readonly Counter _txBytes = make.Counter("falcon_kernel_path_transmit_bytes_total");
    private readonly Counter _missed = make.Counter("falcon_kernel_path_missed_frames_total");
    private readonly Gauge _refused = make.Gauge("falcon_kernel_path_refused_addresses");
    private readonly Counter _portRxFrames = make.Counter("falcon_port_kernel_path_receive_frames_total");
    private readonly Counter _portRxBytes = make.Counter("falcon_port_kernel_path_receive_bytes_total");
    private readonly Counter _portTxFrames = make.Counter("falcon_port_kernel_path_transmit_frames_total");
    private readonly Counter _portTxBytes = make.Counter("falcon_port_kernel_path_transmit_bytes_total");
    private readonly Counter _portMissed = make.Counter("falcon_port_kernel_path_missed_frames_total");

    public void Update(KernelPathSnapshot path)
    {
        _rxFrames.IncTo(path.Wire.RxFrames);
        _rxBytes.IncTo(path.Wire.RxBytes);
        _txFrames.IncTo(path.Wire.TxFrames);
        _txBytes.IncTo(path.Wire.TxBytes);
        foreach (PathMissCount missed in path.Wire.Missed) _missed.WithLabels(missed.Reason).IncTo(missed.Frames);
        _refused.Set(path.RefusedAddresses);
    }

    public void Update(PathSnapshot path, string[] port)
    {
        _portRxFrames.WithLabels(port).IncTo(path.RxFrames);
        _portRxBytes.WithLabels(port).IncTo(path.RxBytes);
        _portTxFrames.WithLabels(port).IncTo(path.TxFrames);
        _portTxBytes.WithLabels(port).IncTo(path.TxBytes);
        foreach (PathMissCount missed in path.Missed) _portMissed.WithLabels([.. port, missed.Reason]).IncTo(missed.Frames);
    }
}
