# Walkthrough W1: the provider, the role, its policy, a repository and two parameters, in one state.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "issuer_url" {
  description = "The cluster's OIDC issuer, as aws eks describe-cluster prints it"
  type        = string
}

variable "issuer_thumbprint" {
  description = "SHA-1 of the issuer's certificate, 40 hex digits"
  type        = string
}

provider "aws" {}

data "aws_region" "current" {}
data "aws_caller_identity" "current" {}

locals {
  issuer = replace(var.issuer_url, "https://", "")
}

resource "aws_iam_openid_connect_provider" "cluster" {
  url             = var.issuer_url
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = [var.issuer_thumbprint]
}

data "aws_iam_policy_document" "trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.cluster.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:my-namespace:my-service-account"]
    }
  }
}

resource "aws_iam_role" "eks_test_role" {
  name               = "eks-test-role"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_policy" "parameters" {
  name = "cluster-ssm-parameter-policy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "ssm:DescribeParameters",
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
      ]
      Resource = "arn:aws:ssm:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:parameter/*"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "parameters" {
  role       = aws_iam_role.eks_test_role.name
  policy_arn = aws_iam_policy.parameters.arn
}

resource "aws_ecr_repository" "test" {
  name = "test-ecr"
}

resource "aws_ecr_lifecycle_policy" "test" {
  repository = aws_ecr_repository.test.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Keep the last 10 images whose tag starts with v"
      selection = {
        tagStatus     = "tagged"
        tagPrefixList = ["v"]
        countType     = "imageCountMoreThan"
        countNumber   = 10
      }
      action = { type = "expire" }
    }]
  })
}

resource "aws_ssm_parameter" "ecr_url" {
  name  = "/ecr/ecr-url"
  type  = "String"
  value = aws_ecr_repository.test.repository_url
}

resource "aws_ssm_parameter" "greeting" {
  name  = "/my/parameter"
  type  = "String"
  value = "Hola Mundo"
}

output "role_arn" {
  value = aws_iam_role.eks_test_role.arn
}
