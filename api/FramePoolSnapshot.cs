namespace Falcon.Api;

/// <summary>Where the UMEM's frames are: <c>Free + InRings + InStages = Total</c>.</summary>
/// <param name="Total">Frames in the UMEM.</param>
/// <param name="Free">Frames in the pool and its caches.</param>
/// <param name="InRings">Frames lent to the kernel.</param>
/// <param name="InStages">Frames between two lanes.</param>
public sealed record FramePoolSnapshot(int Total, int Free, int InRings, int InStages);
