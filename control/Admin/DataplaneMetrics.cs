using Falcon.Api;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>The snapshot as Prometheus metrics, in base units (bytes, seconds). Updated by the scrape itself.</summary>
internal sealed class DataplaneMetrics
{
    private readonly Gauge _build, _uptime, _uplinkUp, _uplinkStuck, _uplinkMtu, _portUp;
    private readonly Gauge _vtepReachable, _vtepMtu, _frames, _frameCapacity, _fdb;
    private readonly Counter _uplinkRxFrames, _uplinkRxBytes, _uplinkTxFrames, _uplinkTxBytes, _rxRingFull, _fillRingEmpty, _kernelDrops,
        _deviceDrops, _divertDrops;
    private readonly Counter _portRxFrames, _portRxBytes, _portTxFrames, _portTxBytes;
    private readonly BudgetMetrics _budgets;
    private readonly Counter _vtepLooped;
    private readonly Counter _drops, _overlayDrops, _portDrops;
    private readonly Counter _workerSeconds, _stageSeconds, _stageFrames, _stageBatches, _learnRejected, _controlFaults;

    private readonly SteeringMetrics _steering;
    private readonly MacMetrics _macs;
    private readonly KernelPathMetrics _kernelPath;

    public DataplaneMetrics(MetricMaker make)
    {
        _steering = new SteeringMetrics(make);
        _macs = new MacMetrics(make);
        _kernelPath = new KernelPathMetrics(make);
        _build = make.Gauge("falcon_build_info");
        _uptime = make.Gauge("falcon_uptime_seconds");
        _uplinkUp = make.Gauge("falcon_uplink_up");
        _uplinkStuck = make.Gauge("falcon_uplink_stuck");
        _uplinkMtu = make.Gauge("falcon_uplink_mtu_bytes");
        _uplinkRxFrames = make.Counter("falcon_uplink_receive_frames_total");
        _uplinkRxBytes = make.Counter("falcon_uplink_receive_bytes_total");
        _uplinkTxFrames = make.Counter("falcon_uplink_transmit_frames_total");
        _uplinkTxBytes = make.Counter("falcon_uplink_transmit_bytes_total");
        _rxRingFull = make.Counter("falcon_uplink_rx_ring_full_total");
        _fillRingEmpty = make.Counter("falcon_uplink_fill_ring_empty_total");
        _kernelDrops = make.Counter("falcon_uplink_kernel_drops_total");
        _deviceDrops = make.Counter("falcon_uplink_device_drops_total");
        _divertDrops = make.Counter("falcon_uplink_divert_drops_total");
        _portRxFrames = make.Counter("falcon_port_receive_frames_total");
        _portRxBytes = make.Counter("falcon_port_receive_bytes_total");
        _portTxFrames = make.Counter("falcon_port_transmit_frames_total");
        _portTxBytes = make.Counter("falcon_port_transmit_bytes_total");
        _portUp = make.Gauge("falcon_port_up");
        _budgets = new BudgetMetrics(make);
        _vtepReachable = make.Gauge("falcon_vtep_reachable");
        _vtepLooped = make.Counter("falcon_vtep_looped_frames_total");
        _vtepMtu = make.Gauge("falcon_vtep_inner_mtu_bytes");
        _drops = make.Counter("falcon_dropped_frames_total");
        _overlayDrops = make.Counter("falcon_overlay_dropped_frames_total");
        _portDrops = make.Counter("falcon_port_dropped_frames_total");
        _workerSeconds = make.Counter("falcon_worker_cpu_seconds_total");
        _stageSeconds = make.Counter("falcon_stage_seconds_total");
        _stageFrames = make.Counter("falcon_stage_frames_total");
        _stageBatches = make.Counter("falcon_stage_batches_total");
        _frames = make.Gauge("falcon_frame_pool_frames");
        _frameCapacity = make.Gauge("falcon_frame_pool_capacity_frames");
        _fdb = make.Gauge("falcon_fdb_entries");
        _controlFaults = make.Counter("falcon_control_faults_total");
        _learnRejected = make.Counter("falcon_fdb_learn_rejected_total");
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
        foreach (VtepSnapshot vtep in snapshot.Vteps.Where(vtep => !vtep.Local)) Update(vtep);
        _macs.Update(snapshot);
        if (snapshot.KernelPath is { } path) _kernelPath.Update(path);
        foreach (WorkerSnapshot worker in snapshot.Workers) Update(worker);
        foreach (DropCount drop in snapshot.Drops) _drops.WithLabels(drop.Stage, drop.Reason).IncTo(drop.Frames);
        foreach (OverlaySnapshot overlay in snapshot.Overlays)
        {
            foreach (DropCount drop in overlay.Drops)
                _overlayDrops.WithLabels(MetricLabel.Of(overlay.Vni), drop.Stage, drop.Reason).IncTo(drop.Frames);
        }

        Update(snapshot.FramePool);
        if (snapshot.Steering is { } steering) _steering.Update(steering);
    }

    private void Update(UplinkSnapshot uplink)
    {
        string[] labels = [uplink.Device, MetricLabel.Of(uplink.Queue)];
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
        _divertDrops.WithLabels(labels).IncTo(uplink.DivertDrops);
    }

    private void Update(VtepSnapshot vtep)
    {
        _vtepReachable.WithLabels(vtep.Address).Set(vtep.State == "reachable" ? 1 : 0);
        _vtepMtu.WithLabels(vtep.Address).Set(vtep.InnerMtu);
        _vtepLooped.WithLabels(vtep.Address).IncTo(vtep.LoopedFrames);
    }

    private void Update(PortSnapshot port)
    {
        string[] labels = [port.Name, MetricLabel.Of(port.Vni)];
        _portRxFrames.WithLabels(labels).IncTo(port.RxFrames);
        _portRxBytes.WithLabels(labels).IncTo(port.RxBytes);
        _portTxFrames.WithLabels(labels).IncTo(port.TxFrames);
        _portTxBytes.WithLabels(labels).IncTo(port.TxBytes);
        _portUp.WithLabels(labels).Set(port.Up ? 1 : 0);
        if (port.KernelPath is { } path) _kernelPath.Update(path, labels);
        if (port.Budget is { } budget) _budgets.Update(budget, labels);
        foreach (DropCount drop in port.Drops) _portDrops.WithLabels([.. labels, drop.Stage, drop.Reason]).IncTo(drop.Frames);
    }

    private void Update(WorkerSnapshot worker)
    {
        _workerSeconds.WithLabels(MetricLabel.Of(worker.Cpu)).IncTo(worker.CpuNanoseconds / 1e9);
        foreach (StageSnapshot stage in worker.Stages)
        {
            string[] labels = [MetricLabel.Of(worker.Cpu), stage.Stage];
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
}
