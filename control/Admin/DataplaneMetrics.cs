using System.Globalization;
using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The snapshot as Prometheus metrics, in base units (bytes, seconds). Updated by the scrape itself.</summary>
internal sealed class DataplaneMetrics
{
    private readonly Gauge _build, _uptime, _uplinkUp, _uplinkStuck, _uplinkMtu, _portUp;
    private readonly Gauge _vtepReachable, _vtepMtu, _frames, _frameCapacity, _fdb;
    private readonly Counter _uplinkRxFrames, _uplinkRxBytes, _uplinkTxFrames, _uplinkTxBytes, _rxRingFull, _fillRingEmpty, _kernelDrops, _deviceDrops;
    private readonly Counter _portRxFrames, _portRxBytes, _portTxFrames, _portTxBytes;
    private readonly BudgetMetrics _budgets;
    private readonly Counter _vtepLooped;
    private readonly Counter _drops, _overlayDrops, _portDrops;
    private readonly Counter _workerSeconds, _stageSeconds, _stageFrames, _stageBatches, _learnRejected, _controlFaults;

    private readonly SteeringMetrics _steering;
    private readonly MacMetrics _macs;

    public DataplaneMetrics(CollectorRegistry registry)
    {
        MetricFactory make = Prometheus.Metrics.WithCustomRegistry(registry);
        string[] uplink = ["device", "queue"], port = ["port", "vni"], stage = ["cpu", "stage"];
        _steering = new SteeringMetrics(make);
        _macs = new MacMetrics(make);
        _build = make.CreateGauge("falcon_build_info", "1; what runs is in the label.", "version");
        _uptime = make.CreateGauge("falcon_uptime_seconds", "Time since the engine started.");
        _uplinkUp = make.CreateGauge("falcon_uplink_up", "1 while frames can pass the uplink.", "device");
        _uplinkStuck = make.CreateGauge("falcon_uplink_stuck", "1 while the uplink is up and takes no frames to send.", "device");
        _uplinkMtu = make.CreateGauge("falcon_uplink_mtu_bytes", "Largest outer IP packet of the uplink's device.", "device");
        _uplinkRxFrames = make.CreateCounter("falcon_uplink_receive_frames_total", "Frames received on the uplink.", uplink);
        _uplinkRxBytes = make.CreateCounter("falcon_uplink_receive_bytes_total", "Bytes received on the uplink, outer headers included.", uplink);
        _uplinkTxFrames = make.CreateCounter("falcon_uplink_transmit_frames_total", "Frames sent on the uplink.", uplink);
        _uplinkTxBytes = make.CreateCounter("falcon_uplink_transmit_bytes_total", "Bytes sent on the uplink, outer headers included.", uplink);
        _rxRingFull = make.CreateCounter("falcon_uplink_rx_ring_full_total", "Frames dropped by the kernel because the receive ring was full.", uplink);
        _fillRingEmpty = make.CreateCounter("falcon_uplink_fill_ring_empty_total", "Times the kernel found the fill ring empty.", uplink);
        _kernelDrops = make.CreateCounter("falcon_uplink_kernel_drops_total", "Frames dropped by the kernel for other reasons.", uplink);
        _deviceDrops = make.CreateCounter("falcon_uplink_device_drops_total", "Frames, of anyone, that the device dropped on their way out.", uplink);
        _portRxFrames = make.CreateCounter("falcon_port_receive_frames_total", "Frames delivered to the container.", port);
        _portRxBytes = make.CreateCounter("falcon_port_receive_bytes_total", "Bytes delivered to the container.", port);
        _portTxFrames = make.CreateCounter("falcon_port_transmit_frames_total", "Frames received from the container.", port);
        _portTxBytes = make.CreateCounter("falcon_port_transmit_bytes_total", "Bytes received from the container.", port);
        _portUp = make.CreateGauge("falcon_port_up", "1 while frames can pass.", port);
        _budgets = new BudgetMetrics(make, port);
        _vtepReachable = make.CreateGauge("falcon_vtep_reachable", "1 while the next hop towards the remote VTEP is resolved.", "vtep");
        _vtepLooped = make.CreateCounter(
            "falcon_vtep_looped_frames_total", "Frames from the remote VTEP with the MAC address of one of our ports, dropped.",
            "vtep");
        _vtepMtu = make.CreateGauge(
            "falcon_vtep_inner_mtu_bytes", "Largest inner IP packet that the path to the remote VTEP carries; 0 while unreachable.",
            "vtep");
        _drops = make.CreateCounter("falcon_dropped_frames_total", "Drops that belong to no overlay and no port.", "stage", "reason");
        _overlayDrops = make.CreateCounter("falcon_overlay_dropped_frames_total", "Drops of an overlay's frames.", "vni", "stage", "reason");
        _portDrops = make.CreateCounter("falcon_port_dropped_frames_total", "Drops of frames from or for a port.", "port", "vni", "stage", "reason");
        _workerSeconds = make.CreateCounter("falcon_worker_cpu_seconds_total", "CPU time of the worker's thread.", "cpu");
        _stageSeconds = make.CreateCounter("falcon_stage_seconds_total", "Time spent in the stage.", stage);
        _stageFrames = make.CreateCounter("falcon_stage_frames_total", "Frames the stage handled.", stage);
        _stageBatches = make.CreateCounter("falcon_stage_batches_total", "Batches the stage handled.", stage);
        _frames = make.CreateGauge("falcon_frame_pool_frames", "Where the UMEM's frames are.", "state");
        _frameCapacity = make.CreateGauge("falcon_frame_pool_capacity_frames", "Frames in the UMEM.");
        _fdb = make.CreateGauge("falcon_fdb_entries", "Entries of the forwarding table.");
        _controlFaults = make.CreateCounter(
            "falcon_control_faults_total", "Unexpected exceptions that a thread beside the workers survived.", "thread");
        _learnRejected = make.CreateCounter(
            "falcon_fdb_learn_rejected_total",
            "Times that an address was not learned because no slot of the forwarding table near its place was free.");
    }

    public void Update(DataplaneSnapshot snapshot)
    {
        _build.WithLabels(snapshot.Version).Set(1);
        _uptime.Set(snapshot.UptimeSeconds);
        _fdb.Set(snapshot.FdbEntries);
        _learnRejected.IncTo(snapshot.FdbLearnRejected);
        foreach (ControlFaultSnapshot thread in snapshot.ControlFaults) _controlFaults.WithLabels(thread.Thread).IncTo(thread.Faults);
        foreach (UplinkSnapshot uplink in snapshot.Uplinks) Update(uplink);
        foreach (PortSnapshot port in snapshot.Ports) Update(port);
        UpdateVteps([.. snapshot.Vteps.Where(vtep => !vtep.Local)]);
        _macs.Update(snapshot);
        foreach (WorkerSnapshot worker in snapshot.Workers) Update(worker);
        foreach (DropCount drop in snapshot.Drops) _drops.WithLabels(drop.Stage, drop.Reason).IncTo(drop.Frames);
        foreach (OverlaySnapshot overlay in snapshot.Overlays)
            foreach (DropCount drop in overlay.Drops) _overlayDrops.WithLabels(Text(overlay.Vni), drop.Stage, drop.Reason).IncTo(drop.Frames);
        Update(snapshot.FramePool);
        if (snapshot.Steering is { } steering) _steering.Update(steering);
    }

    /// <summary>VTEPs that are gone leave no series: strangers come and go, and may be made up.</summary>
    private void UpdateVteps(IReadOnlyList<VtepSnapshot> vteps)
    {
        HashSet<string> known = [.. vteps.Select(vtep => vtep.Address)];
        foreach (string[] labels in _vtepReachable.GetAllLabelValues().Where(labels => !known.Contains(labels[0])).ToArray())
        {
            _vtepReachable.RemoveLabelled(labels);
            _vtepLooped.RemoveLabelled(labels);
        }

        foreach (VtepSnapshot vtep in vteps) Update(vtep);
    }

    private void Update(UplinkSnapshot uplink)
    {
        string[] labels = [uplink.Device, Text(uplink.Queue)];
        _uplinkUp.WithLabels(uplink.Device).Set(uplink.Up ? 1 : 0);
        _uplinkStuck.WithLabels(uplink.Device).Set(uplink.Stuck ? 1 : 0);
        _uplinkMtu.WithLabels(uplink.Device).Set(uplink.Mtu);
        _uplinkRxFrames.WithLabels(labels).IncTo(uplink.RxFrames);
        _uplinkRxBytes.WithLabels(labels).IncTo(uplink.RxBytes);
        _uplinkTxFrames.WithLabels(labels).IncTo(uplink.TxFrames);
        _uplinkTxBytes.WithLabels(labels).IncTo(uplink.TxBytes);
        _rxRingFull.WithLabels(labels).IncTo(uplink.RxRingFull);
        _fillRingEmpty.WithLabels(labels).IncTo(uplink.FillRingEmpty);
        _kernelDrops.WithLabels(labels).IncTo(uplink.KernelDrops);
        _deviceDrops.WithLabels(labels).IncTo(uplink.DeviceDrops);
    }

    private void Update(VtepSnapshot vtep)
    {
        _vtepReachable.WithLabels(vtep.Address).Set(vtep.State == "reachable" ? 1 : 0);
        _vtepMtu.WithLabels(vtep.Address).Set(vtep.InnerMtu);
        _vtepLooped.WithLabels(vtep.Address).IncTo(vtep.LoopedFrames);
    }

    private void Update(PortSnapshot port)
    {
        string[] labels = [port.Name, Text(port.Vni)];
        _portRxFrames.WithLabels(labels).IncTo(port.RxFrames);
        _portRxBytes.WithLabels(labels).IncTo(port.RxBytes);
        _portTxFrames.WithLabels(labels).IncTo(port.TxFrames);
        _portTxBytes.WithLabels(labels).IncTo(port.TxBytes);
        _portUp.WithLabels(labels).Set(port.Up ? 1 : 0);
        if (port.Budget is { } budget) _budgets.Update(budget, labels);
        foreach (DropCount drop in port.Drops) _portDrops.WithLabels([.. labels, drop.Stage, drop.Reason]).IncTo(drop.Frames);
    }

    private void Update(WorkerSnapshot worker)
    {
        _workerSeconds.WithLabels(Text(worker.Cpu)).IncTo(worker.CpuNanoseconds / 1e9);
        foreach (StageSnapshot stage in worker.Stages)
        {
            string[] labels = [Text(worker.Cpu), stage.Stage];
            _stageSeconds.WithLabels(labels).IncTo(stage.Nanoseconds / 1e9);
            _stageFrames.WithLabels(labels).IncTo(stage.Frames);
            _stageBatches.WithLabels(labels).IncTo(stage.Batches);
        }
    }

    private void Update(FramePoolSnapshot pool)
    {
        _frameCapacity.Set(pool.Total);
        _frames.WithLabels("free").Set(pool.Free);
        _frames.WithLabels("in-rings").Set(pool.InRings);
        _frames.WithLabels("in-stages").Set(pool.InStages);
    }

    private static string Text<T>(T number) where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
