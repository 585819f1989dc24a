"""Groups photos by what they show: a picture of each photo as numbers, K-Means, and which group is full body.

The way through: squares -> features.feature -> kmeans.cluster -> naming.name_clusters -> sheets.cluster_sheet
"""
